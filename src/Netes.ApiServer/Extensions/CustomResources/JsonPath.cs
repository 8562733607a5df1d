using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Netes.ApiServer.Extensions.Schemas;

namespace Netes.ApiServer.Extensions.CustomResources;

/// <summary>A path into an object, such as <c>.status.conditions[?(@.type=="Ready")].status</c>
/// (https://kubernetes.io/docs/reference/kubectl/jsonpath/, without ranges and text around it).</summary>
internal sealed class JsonPath
{
    private readonly IReadOnlyList<Step> steps;

    private JsonPath(IReadOnlyList<Step> steps) => this.steps = steps;

    /// <summary>The names on the way, if the path has nothing else.</summary>
    public IReadOnlyList<string>? Fields => steps.All(static s => s.Kind == StepKind.Field) ? [.. steps.Select(static s => s.Name)] : null;

    /// <exception cref="FormatException">It is no path.</exception>
    public static JsonPath Parse(string text)
    {
        int at = 0;
        List<Step> steps = ParseSteps(text, ref at);
        return at == text.Length ? new JsonPath(steps) : throw new FormatException($"unrecognized character in action: U+{(int)text[at]:X4} '{text[at]}'");
    }

    /// <summary>The values found in an object; none when the way breaks off.</summary>
    public IEnumerable<JsonNode?> Find(CustomObject obj)
    {
        if (steps.Count == 0 || steps[0].Kind != StepKind.Field) return Walk([obj.ToTree()], steps);
        JsonNode? first = steps[0].Name switch
        {
            "metadata" => Patching.JsonTree.Parse(Netes.Api.ApiJson.SerializeValue(obj.Metadata)),
            "kind" => JsonValue.Create(obj.Kind),
            "apiVersion" => JsonValue.Create(obj.ApiVersion),
            var name => obj.Content.TryGetPropertyValue(name, out JsonNode? value) ? value : null,
        };
        return first is null ? [] : Walk([first], [.. steps.Skip(1)]);
    }

    private static IEnumerable<JsonNode?> Walk(IEnumerable<JsonNode?> nodes, IReadOnlyList<Step> steps)
    {
        foreach (Step step in steps) nodes = nodes.SelectMany(n => Follow(n, step));
        return nodes;
    }

    private static IEnumerable<JsonNode?> Follow(JsonNode? node, Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Field:
                return node is JsonObject obj && obj.TryGetPropertyValue(step.Name, out JsonNode? value) ? [value] : [];
            case StepKind.Wildcard:
                return Children(node);
            case StepKind.Descend:
                return Descendants(node);
            case StepKind.Slice:
                return node is JsonArray list ? Slice(list, step) : [];
            default:
                return node is JsonArray elements ? elements.Where(e => Matches(e, step)) : [];
        }
    }

    private static IEnumerable<JsonNode?> Children(JsonNode? node) => node switch
    {
        JsonObject obj => obj.OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => p.Value),
        JsonArray list => list,
        _ => [],
    };

    private static IEnumerable<JsonNode?> Descendants(JsonNode? node) => Children(node).SelectMany(Descendants).Prepend(node);

    private static IEnumerable<JsonNode?> Slice(JsonArray list, Step step)
    {
        int from = step.From ?? 0, to = step.To ?? list.Count;
        if (from < 0) from += list.Count;
        if (to < 0) to += list.Count;
        for (int i = Math.Max(from, 0); i < Math.Min(to, list.Count); i += step.By) yield return list[i];
    }

    private static bool Matches(JsonNode? element, Step step)
    {
        List<JsonNode?> left = [.. Walk([element], step.Left!)];
        if (step.Operator.Length == 0) return left.Count > 0;
        if (left.Count == 0) return false;
        List<JsonNode?> right = step.Right is { } path ? [.. Walk([element], path)] : [step.Literal];
        if (right.Count == 0) return false;
        JsonNode? a = left[0], b = right[0];
        int? order = JsonValues.TypeOf(a) is "integer" or "number" && JsonValues.TypeOf(b) is "integer" or "number"
            ? JsonValues.Number(a!).CompareTo(JsonValues.Number(b!))
            : JsonValues.Text(a) is { } x && JsonValues.Text(b) is { } y ? string.CompareOrdinal(x, y) : null;
        return step.Operator switch
        {
            "==" => order is { } same ? same == 0 : JsonValues.AreEqual(a, b),
            "!=" => order is { } other ? other != 0 : !JsonValues.AreEqual(a, b),
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private static List<Step> ParseSteps(string text, ref int at)
    {
        var steps = new List<Step>();
        while (at < text.Length)
        {
            if (text[at] == '.')
            {
                at++;
                if (at < text.Length && text[at] == '.')
                {
                    at++;
                    steps.Add(new Step(StepKind.Descend));
                }
                if (at < text.Length && text[at] == '*')
                {
                    at++;
                    steps.Add(new Step(StepKind.Wildcard));
                }
                else if (at < text.Length && text[at] != '[') steps.Add(new Step(StepKind.Field) { Name = ParseName(text, ref at) });
            }
            else if (text[at] == '[') steps.Add(ParseBracket(text, ref at));
            else break;
        }
        return steps;
    }

    private static string ParseName(string text, ref int at)
    {
        var name = new StringBuilder();
        while (at < text.Length && text[at] is not ('.' or '[' or ']' or ' ' or '=' or '!' or '<' or '>' or ')' or '{' or '}'))
        {
            if (text[at] == '\\' && at + 1 < text.Length) at++;
            name.Append(text[at++]);
        }
        return name.ToString();
    }

    private static Step ParseBracket(string text, ref int at)
    {
        if (text.AsSpan(at).StartsWith("[?(")) return ParseFilter(text, ref at);
        if (at + 1 < text.Length && text[at + 1] is '\'' or '"')
        {
            at++;
            string name = ParseQuoted(text, ref at);
            Expect(text, ref at, ']');
            return new Step(StepKind.Field) { Name = name };
        }
        int end = text.IndexOf(']', at);
        if (end < 0) throw new FormatException("unterminated array");
        string inner = text[(at + 1)..end];
        at = end + 1;
        if (inner == "*") return new Step(StepKind.Wildcard);
        string[] parts = inner.Split(':');
        if (parts.Length > 3 || parts.Any(static p => p.Length > 0 && !int.TryParse(p, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
            throw new FormatException($"invalid array index {inner}");
        int?[] numbers = [.. parts.Select(static p => p.Length == 0 ? (int?)null : int.Parse(p, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture))];
        if (numbers.Length == 1)
        {
            int index = numbers[0] ?? throw new FormatException("invalid array index ");
            return new Step(StepKind.Slice) { From = index, To = index == -1 ? null : index + 1 };
        }
        return new Step(StepKind.Slice) { From = numbers[0], To = numbers[1], By = numbers.Length == 3 ? Math.Max(numbers[2] ?? 1, 1) : 1 };
    }

    private static Step ParseFilter(string text, ref int at)
    {
        at += "[?(".Length;
        SkipSpace(text, ref at);
        List<Step> left = ParseOperand(text, ref at).Path ?? throw new FormatException("a filter begins with a path");
        SkipSpace(text, ref at);
        string op = "";
        foreach (string candidate in (string[])["==", "!=", "<=", ">=", "<", ">"])
        {
            if (!text.AsSpan(at).StartsWith(candidate)) continue;
            op = candidate;
            at += op.Length;
            break;
        }
        (List<Step>? Path, JsonNode? Literal) right = default;
        if (op.Length > 0)
        {
            SkipSpace(text, ref at);
            right = ParseOperand(text, ref at);
            SkipSpace(text, ref at);
        }
        Expect(text, ref at, ')');
        Expect(text, ref at, ']');
        return new Step(StepKind.Filter) { Left = left, Operator = op, Right = right.Path, Literal = right.Literal };
    }

    private static (List<Step>? Path, JsonNode? Literal) ParseOperand(string text, ref int at)
    {
        if (at >= text.Length) throw new FormatException("unterminated filter");
        if (text[at] == '@')
        {
            at++;
            return (ParseSteps(text, ref at), null);
        }
        if (text[at] is '\'' or '"') return (null, JsonValue.Create(ParseQuoted(text, ref at)));
        int start = at;
        while (at < text.Length && text[at] is not (' ' or ')' or '=' or '!' or '<' or '>')) at++;
        string word = text[start..at];
        if (word is "true" or "false") return (null, JsonValue.Create(word == "true"));
        if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer)) return (null, JsonValue.Create(integer));
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) return (null, JsonValue.Create(number));
        throw new FormatException($"unrecognized word {word}");
    }

    private static string ParseQuoted(string text, ref int at)
    {
        char quote = text[at++];
        var value = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] == '\\' && at + 1 < text.Length) at++;
            value.Append(text[at++]);
        }
        Expect(text, ref at, quote);
        return value.ToString();
    }

    private static void SkipSpace(string text, ref int at)
    {
        while (at < text.Length && text[at] == ' ') at++;
    }

    private static void Expect(string text, ref int at, char wanted)
    {
        if (at >= text.Length || text[at] != wanted) throw new FormatException($"expected '{wanted}'");
        at++;
    }

    private enum StepKind
    {
        Field,
        Wildcard,
        Descend,
        Slice,
        Filter,
    }

    private sealed record Step(StepKind Kind)
    {
        public string Name { get; init; } = "";
        public int? From { get; init; }
        public int? To { get; init; }
        public int By { get; init; } = 1;
        public List<Step>? Left { get; init; }
        public string Operator { get; init; } = "";
        public List<Step>? Right { get; init; }
        public JsonNode? Literal { get; init; }
    }
}
