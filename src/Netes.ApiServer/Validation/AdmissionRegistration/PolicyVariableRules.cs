using System.Collections.Frozen;
using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.AdmissionRegistration;

/// <summary>A policy's named expressions, each of which may use those before it.</summary>
internal static class PolicyVariableRules
{
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    }.ToFrozenSet();

    /// <summary>What the expressions after them may use.</summary>
    public static IReadOnlyList<(string Name, string Expression)> Validate(ErrorList errors, List<Variable>? variables, bool hasParams, FieldPath path)
    {
        var known = new List<(string Name, string Expression)>();
        for (var i = 0; i < (variables?.Count ?? 0); i++)
        {
            var (name, expression) = (variables![i].Name, variables[i].Expression);
            var at = path.Index(i);
            if (string.IsNullOrWhiteSpace(name)) errors.Add(FieldError.Required(at.Child("name"), "name is not specified"));
            else if (!IsIdentifier(name)) errors.Add(FieldError.Invalid(at.Child("name"), name, "must be a valid CEL identifier"));
            if (string.IsNullOrWhiteSpace(expression)) errors.Add(FieldError.Required(at.Child("expression"), "expression is not specified"));
            else ExpressionRules.Check(errors, expression, ExpressionUse.Variable, new(hasParams, [.. known]), at.Child("expression"));
            known.Add((name, expression));
        }
        return known;
    }

    internal static bool IsIdentifier(string name) =>
        (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !Reserved.Contains(name);
}
