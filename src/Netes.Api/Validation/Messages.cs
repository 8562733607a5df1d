using System.Globalization;
using System.Text;

namespace Netes.Api.Validation;

/// <summary>Texts that many rules share.</summary>
public static class Messages
{
    public static string MaxCharacters(int max) => string.Create(CultureInfo.InvariantCulture, $"must be no more than {max} characters");

    public static string MaxBytes(int max) => string.Create(CultureInfo.InvariantCulture, $"must be no more than {max} bytes");

    public static string InclusiveRange(long low, long high) =>
        string.Create(CultureInfo.InvariantCulture, $"must be between {low} and {high}, inclusive");

    public const string NonNegative = "must be greater than or equal to 0";
    public const string Immutable = "field is immutable";

    /// <summary>A rule with its examples and the regular expression that says the same.</summary>
    public static string Pattern(string rule, string pattern, params ReadOnlySpan<string> examples)
    {
        var text = new StringBuilder(rule).Append(" (e.g. ");
        for (var i = 0; i < examples.Length; i++)
        {
            if (i > 0) text.Append(" or ");
            text.Append('\'').Append(examples[i]).Append("', ");
        }
        return text.Append("regex used for validation is '").Append(pattern).Append("')").ToString();
    }
}
