using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>Sees to it that exactly one of several alternatives is given. Only the first is looked into.</summary>
internal struct SourceCounter(ErrorList errors, FieldPath path, string what)
{
    private bool found;

    /// <summary>True for the first alternative that is there.</summary>
    public bool Take(object? source, string name)
    {
        if (source is null) return false;
        if (!found) return found = true;
        errors.Add(FieldError.Forbidden(path.Child(name), $"may not specify more than 1 {what} type"));
        return false;
    }

    /// <summary>Counts a source without asking whether it is the only one.</summary>
    public void Allow() => found = true;

    public readonly void Done()
    {
        if (!found) errors.Add(FieldError.Required(path, $"must specify a {what} type"));
    }
}
