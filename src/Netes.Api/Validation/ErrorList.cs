namespace Netes.Api.Validation;

/// <summary>All the mistakes of one object, in the order in which they were found.</summary>
public sealed class ErrorList : List<FieldError>
{
    public void Add(IEnumerable<FieldError> errors) => AddRange(errors);

    /// <summary>Adds one <see cref="ErrorType.Invalid"/> error for every message, as the name and label checks return them.</summary>
    public void AddInvalid(FieldPath? path, object? value, IReadOnlyList<string> messages)
    {
        foreach (var message in messages)
            Add(FieldError.Invalid(path, value, message));
    }

    /// <summary>
    /// The whole list as it stands in a Status message: nothing for no error, the error itself for one,
    /// <c>[a, b]</c> for more; the same text is said once.
    /// </summary>
    public override string ToString()
    {
        var texts = this.Select(e => e.ToString()).Distinct().ToArray();
        return texts.Length == 1 ? texts[0] : texts.Length == 0 ? "" : "[" + string.Join(", ", texts) + "]";
    }
}
