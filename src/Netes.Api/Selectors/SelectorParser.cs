namespace Netes.Api.Selectors;

/// <summary>
/// The grammar of label selectors:
/// <code>
/// selector    = [ requirement { "," requirement } ]
/// requirement = [ "!" ] key | key ( "=" | "==" | "!=" | ">" | "&lt;" ) [ value ] | key ( "in" | "notin" ) "(" [ values ] ")"
/// values      = [ value ] { "," [ value ] }
/// </code>
/// </summary>
internal sealed class SelectorParser(string text)
{
    private readonly List<SelectorToken> tokens = SelectorLexer.Scan(text);
    private int position;

    public List<Requirement> Parse()
    {
        var requirements = new List<Requirement>();
        while (true)
        {
            var next = Peek();
            if (next.Kind == SelectorTokenKind.End) return requirements;
            if (next.Kind is not (SelectorTokenKind.Identifier or SelectorTokenKind.Not))
                throw Error($"found '{next.Text}', expected: !, identifier, or 'end of string'");
            try
            {
                requirements.Add(ParseRequirement());
            }
            catch (SelectorSyntaxException e)
            {
                throw Error("unable to parse requirement: " + e.Message);
            }
            var after = Take();
            if (after.Kind == SelectorTokenKind.End) return requirements;
            if (after.Kind != SelectorTokenKind.Comma) throw Error($"found '{after.Text}', expected: ',' or 'end of string'");
            var following = Peek();
            if (following.Kind is not (SelectorTokenKind.Identifier or SelectorTokenKind.Not))
                throw Error($"found '{following.Text}', expected: identifier after ','");
        }
    }

    private Requirement ParseRequirement()
    {
        var first = Take();
        var negated = first.Kind == SelectorTokenKind.Not;
        if (negated) first = Take();
        if (first.Kind != SelectorTokenKind.Identifier) throw Error($"found '{first.Text}', expected: identifier");
        var key = first.Text;
        var keyErrors = Validation.NameRules.QualifiedName(key);
        if (keyErrors.Count > 0)
            throw Error(Validation.FieldError.Invalid(null, key, string.Join("; ", keyErrors)).ToString());
        if (negated) return Requirement.Create(key, SelectorOperator.DoesNotExist, []);
        if (Peek().Kind is SelectorTokenKind.End or SelectorTokenKind.Comma)
            return Requirement.Create(key, SelectorOperator.Exists, []);
        var op = ParseOperator();
        var values = op is SelectorOperator.In or SelectorOperator.NotIn ? ParseValues() : [ParseExactValue()];
        return Requirement.Create(key, op, values);
    }

    private SelectorOperator ParseOperator()
    {
        var token = Take(operatorExpected: true);
        return token.Kind switch
        {
            SelectorTokenKind.In => SelectorOperator.In,
            SelectorTokenKind.NotIn => SelectorOperator.NotIn,
            SelectorTokenKind.Equals => SelectorOperator.Equals,
            SelectorTokenKind.DoubleEquals => SelectorOperator.DoubleEquals,
            SelectorTokenKind.NotEquals => SelectorOperator.NotEquals,
            SelectorTokenKind.GreaterThan => SelectorOperator.GreaterThan,
            SelectorTokenKind.LessThan => SelectorOperator.LessThan,
            _ => throw Error($"found '{token.Text}', expected: in, notin, =, ==, !=, gt, lt"),
        };
    }

    private string ParseExactValue()
    {
        if (Peek().Kind is SelectorTokenKind.End or SelectorTokenKind.Comma) return "";
        var token = Take();
        return token.Kind == SelectorTokenKind.Identifier ? token.Text : throw Error($"found '{token.Text}', expected: identifier");
    }

    private List<string> ParseValues()
    {
        var open = Take();
        if (open.Kind != SelectorTokenKind.Open) throw Error($"found '{open.Text}' expected: '('");
        var next = Peek();
        if (next.Kind == SelectorTokenKind.Close)
        {
            position++;
            return [""]; // as Kubernetes reads "()"
        }
        if (next.Kind is not (SelectorTokenKind.Identifier or SelectorTokenKind.Comma))
            throw Error($"found '{next.Text}', expected: ',', ')' or identifier");
        var values = ParseValueList();
        position++; // the closing parenthesis that ended the list
        return values;
    }

    private List<string> ParseValueList()
    {
        var values = new List<string>();
        while (true)
        {
            var token = Take();
            switch (token.Kind)
            {
                case SelectorTokenKind.Identifier:
                    values.Add(token.Text);
                    var after = Peek();
                    if (after.Kind == SelectorTokenKind.Close) return values;
                    if (after.Kind != SelectorTokenKind.Comma) throw Error($"found '{after.Text}', expected: ',' or ')'");
                    break;
                case SelectorTokenKind.Comma:
                    // Nothing before, between or after commas is the empty value.
                    if (values.Count == 0) values.Add("");
                    var following = Peek();
                    if (following.Kind == SelectorTokenKind.Close)
                    {
                        values.Add("");
                        return values;
                    }
                    if (following.Kind == SelectorTokenKind.Comma)
                    {
                        position++;
                        values.Add("");
                    }
                    break;
                default:
                    throw Error($"found '{token.Text}', expected: ',', or identifier");
            }
        }
    }

    /// <summary>The next token; where an operator can't stand, <c>in</c> and <c>notin</c> are ordinary words.</summary>
    private SelectorToken Peek(bool operatorExpected = false)
    {
        var token = tokens[Math.Min(position, tokens.Count - 1)];
        return !operatorExpected && token.Kind is (SelectorTokenKind.In or SelectorTokenKind.NotIn)
            ? token with { Kind = SelectorTokenKind.Identifier }
            : token;
    }

    private SelectorToken Take(bool operatorExpected = false)
    {
        var token = Peek(operatorExpected);
        position++;
        return token;
    }

    private static SelectorSyntaxException Error(string message) => new(message);
}
