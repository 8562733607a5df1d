namespace Netes.ApiServer.Validation.Core;

/// <summary>Says what is wrong with JSON in the words of Go's parser, which users know from Kubernetes.</summary>
internal static class GoJsonSyntax
{
    public static string Describe(ReadOnlySpan<byte> json)
    {
        var i = SkipSpace(json, 0);
        if (i == json.Length) return "unexpected end of JSON input";
        if (json[i] == '{')
        {
            i = SkipSpace(json, i + 1);
            if (i == json.Length) return "unexpected end of JSON input";
            if (json[i] is not ((byte)'"' or (byte)'}')) return Character(json[i], "looking for beginning of object key string");
        }
        foreach (var word in (string[])["null", "true", "false"])
        {
            if (json[i] != word[0]) continue;
            for (var k = 1; k < word.Length; k++)
            {
                if (i + k >= json.Length) return "unexpected end of JSON input";
                if (json[i + k] != word[k]) return Character(json[i + k], $"in literal {word} (expecting '{word[k]}')");
            }
        }
        return json[i] is (byte)'{' or (byte)'[' or (byte)'"' or (byte)'-' or (>= (byte)'0' and <= (byte)'9')
            ? "unexpected end of JSON input"
            : Character(json[i], "looking for beginning of value");
    }

    private static int SkipSpace(ReadOnlySpan<byte> json, int i)
    {
        while (i < json.Length && json[i] is ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) i++;
        return i;
    }

    private static string Character(byte c, string where) => $"invalid character '{(char)c}' {where}";
}
