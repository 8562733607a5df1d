using System.Globalization;
using Netes.Api.Validation;

namespace Netes.Api.Selectors;

/// <summary>One condition on a label. Values are sorted and without duplicates.</summary>
public sealed class Requirement
{
    private readonly string[] values;

    private Requirement(string key, SelectorOperator op, string[] values)
    {
        Key = key;
        Operator = op;
        this.values = values;
    }

    public string Key { get; }

    public SelectorOperator Operator { get; }

    public IReadOnlyList<string> Values => values;

    /// <summary>Checks and makes a requirement.</summary>
    /// <param name="path">Where the requirement stands in an object, if it does.</param>
    /// <exception cref="SelectorSyntaxException">Key or values break a rule.</exception>
    public static Requirement Create(string key, SelectorOperator op, IEnumerable<string> values, FieldPath? path = null)
    {
        var sorted = values.Distinct().Order(StringComparer.Ordinal).ToArray();
        var errors = Validate(key, op, sorted, path);
        return errors.Count == 0 ? new Requirement(key, op, sorted) : throw new SelectorSyntaxException(errors.ToString());
    }

    /// <summary>Without checks, for selectors that were validated when they were stored.</summary>
    internal static Requirement Trusted(string key, SelectorOperator op, params string[] values) => new(key, op, values);

    private static ErrorList Validate(string key, SelectorOperator op, string[] values, FieldPath? path)
    {
        var errors = new ErrorList();
        var keyErrors = NameRules.QualifiedName(key);
        if (keyErrors.Count > 0)
            errors.Add(FieldError.Invalid(FieldPath.Join(path, "key"), key, string.Join("; ", keyErrors)));
        var valuesPath = FieldPath.Join(path, "values");
        var countError = op switch
        {
            SelectorOperator.In or SelectorOperator.NotIn when values.Length == 0 =>
                "for 'in', 'notin' operators, values set can't be empty",
            SelectorOperator.Equals or SelectorOperator.DoubleEquals or SelectorOperator.NotEquals when values.Length != 1 =>
                "exact-match compatibility requires one single value",
            SelectorOperator.Exists or SelectorOperator.DoesNotExist when values.Length != 0 =>
                "values set must be empty for exists and does not exist",
            SelectorOperator.GreaterThan or SelectorOperator.LessThan when values.Length != 1 =>
                "for 'Gt', 'Lt' operators, exactly one value is required",
            _ => null,
        };
        if (countError is not null) errors.Add(FieldError.Invalid(valuesPath, values, countError));
        for (var i = 0; i < values.Length; i++)
        {
            if (op is SelectorOperator.GreaterThan or SelectorOperator.LessThan && !TryParse(values[i], out _))
                errors.Add(FieldError.Invalid(valuesPath.Index(i), values[i], "for 'Gt', 'Lt' operators, the value must be an integer"));
        }
        for (var i = 0; i < values.Length; i++)
        {
            var valueErrors = NameRules.LabelValue(values[i]);
            if (valueErrors.Count > 0)
                errors.Add(FieldError.Invalid(valuesPath.Index(i).Key(key), values[i], string.Join("; ", valueErrors)));
        }
        return errors;
    }

    public bool Matches(IReadOnlyDictionary<string, string>? labels)
    {
        string? value = null;
        var has = labels is not null && labels.TryGetValue(Key, out value);
        return Operator switch
        {
            SelectorOperator.In or SelectorOperator.Equals or SelectorOperator.DoubleEquals => has && Array.IndexOf(values, value) >= 0,
            SelectorOperator.NotIn or SelectorOperator.NotEquals => !has || Array.IndexOf(values, value) < 0,
            SelectorOperator.Exists => has,
            SelectorOperator.DoesNotExist => !has,
            SelectorOperator.GreaterThan => has && TryParse(value!, out var n) && TryParse(values[0], out var limit) && n > limit,
            SelectorOperator.LessThan => has && TryParse(value!, out var n) && TryParse(values[0], out var limit) && n < limit,
            _ => false,
        };
    }

    private static bool TryParse(string value, out long number) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    /// <summary>The canonical text, which parses to the same requirement.</summary>
    public override string ToString() => Operator switch
    {
        SelectorOperator.Exists => Key,
        SelectorOperator.DoesNotExist => "!" + Key,
        SelectorOperator.Equals => Key + "=" + values[0],
        SelectorOperator.DoubleEquals => Key + "==" + values[0],
        SelectorOperator.NotEquals => Key + "!=" + values[0],
        SelectorOperator.GreaterThan => Key + ">" + values[0],
        SelectorOperator.LessThan => Key + "<" + values[0],
        SelectorOperator.In => Key + " in (" + string.Join(',', values) + ")",
        SelectorOperator.NotIn => Key + " notin (" + string.Join(',', values) + ")",
        _ => throw new InvalidOperationException("unknown operator"),
    };
}
