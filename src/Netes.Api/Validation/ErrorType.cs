namespace Netes.Api.Validation;

/// <summary>The kinds of mistake a field can have; each has a reason that clients may test and a text that people read.</summary>
public enum ErrorType
{
    NotFound,
    Required,
    Duplicate,
    Invalid,
    NotSupported,
    Forbidden,
    TooLong,
    TooMany,
    Internal,
    TypeInvalid,
}

public static class ErrorTypes
{
    /// <summary>The reason in a Status cause, such as <c>FieldValueInvalid</c>.</summary>
    public static string Reason(this ErrorType type) => type switch
    {
        ErrorType.NotFound => "FieldValueNotFound",
        ErrorType.Required => "FieldValueRequired",
        ErrorType.Duplicate => "FieldValueDuplicate",
        ErrorType.Invalid => "FieldValueInvalid",
        ErrorType.NotSupported => "FieldValueNotSupported",
        ErrorType.Forbidden => "FieldValueForbidden",
        ErrorType.TooLong => "FieldValueTooLong",
        ErrorType.TooMany => "FieldValueTooMany",
        ErrorType.Internal => "InternalError",
        ErrorType.TypeInvalid => "FieldValueTypeInvalid",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>The words that open the message.</summary>
    public static string Text(this ErrorType type) => type switch
    {
        ErrorType.NotFound => "Not found",
        ErrorType.Required => "Required value",
        ErrorType.Duplicate => "Duplicate value",
        ErrorType.Invalid or ErrorType.TypeInvalid => "Invalid value",
        ErrorType.NotSupported => "Unsupported value",
        ErrorType.Forbidden => "Forbidden",
        ErrorType.TooLong => "Too long",
        ErrorType.TooMany => "Too many",
        ErrorType.Internal => "Internal error",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
