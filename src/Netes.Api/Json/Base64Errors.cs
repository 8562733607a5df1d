namespace Netes.Api.Json;

internal static class Base64Errors
{
    /// <summary>What Go's encoding/base64 says of bad input: the first offending byte.</summary>
    public static string Describe(string text)
    {
        int at = 0;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '+' or '/' or '\r' or '\n')) at++;
        if (at < text.Length && text[at] == '=') at = text.Length - 1;
        return $"illegal base64 data at input byte {Math.Min(at, text.Length)}";
    }
}
