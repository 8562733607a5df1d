using System.Globalization;

namespace Netes.Api.Validation;

/// <summary>One mistake in one field: what a Status cause carries.</summary>
/// <param name="Type">The kind of mistake.</param>
/// <param name="Field">The field's path as text; "&lt;nil&gt;" for the object as a whole.</param>
/// <param name="Message">Type, offending value and explanation in Kubernetes' words: a Status cause's message.</param>
public sealed record FieldError(ErrorType Type, string Field, string Message)
{
    /// <summary>The reason of the Status cause, such as <c>FieldValueInvalid</c>.</summary>
    public string Reason => Type.Reason();

    public override string ToString() => Field + ": " + Message;

    /// <summary>A value that breaks a rule. See <see cref="GoValue"/> for how values are printed.</summary>
    public static FieldError Invalid(FieldPath? path, object? value, string detail) =>
        WithValue(ErrorType.Invalid, path, value, detail);

    /// <summary>A rule that is broken by no single value.</summary>
    public static FieldError Invalid(FieldPath? path, string detail) =>
        new(ErrorType.Invalid, Text(path), Join(ErrorType.Invalid.Text(), detail));

    public static FieldError TypeInvalid(FieldPath? path, object? value, string detail) =>
        WithValue(ErrorType.TypeInvalid, path, value, detail);

    public static FieldError Required(FieldPath? path, string detail = "") =>
        new(ErrorType.Required, Text(path), Join(ErrorType.Required.Text(), detail));

    public static FieldError Forbidden(FieldPath? path, string detail) =>
        new(ErrorType.Forbidden, Text(path), Join(ErrorType.Forbidden.Text(), detail));

    public static FieldError Duplicate(FieldPath? path, object? value, string detail = "") =>
        WithValue(ErrorType.Duplicate, path, value, detail);

    public static FieldError NotFound(FieldPath? path, object? value, string detail = "") =>
        WithValue(ErrorType.NotFound, path, value, detail);

    /// <summary>A value outside a closed set. The set is printed in the order given; Kubernetes' own sets are sorted.</summary>
    public static FieldError NotSupported(FieldPath? path, object? value, params IEnumerable<string> supported)
    {
        var known = string.Join(", ", supported.Select(GoValue.Quote));
        return WithValue(ErrorType.NotSupported, path, value, known.Length == 0 ? "" : "supported values: " + known);
    }

    public static FieldError TooLong(FieldPath? path, int maxBytes) => new(ErrorType.TooLong, Text(path),
        Join(ErrorType.TooLong.Text(), string.Create(CultureInfo.InvariantCulture, $"may not be more than {maxBytes} bytes")));

    public static FieldError TooMany(FieldPath? path, int actual, int max) => WithValue(ErrorType.TooMany, path, actual,
        string.Create(CultureInfo.InvariantCulture, $"must have at most {max} items"));

    public static FieldError Internal(FieldPath? path, string detail) =>
        new(ErrorType.Internal, Text(path), Join(ErrorType.Internal.Text(), detail));

    private static FieldError WithValue(ErrorType type, FieldPath? path, object? value, string detail) =>
        new(type, Text(path), Join(type.Text() + ": " + GoValue.Format(value), detail));

    private static string Join(string head, string detail) => detail.Length == 0 ? head : head + ": " + detail;

    private static string Text(FieldPath? path) => path?.ToString() ?? "<nil>";
}
