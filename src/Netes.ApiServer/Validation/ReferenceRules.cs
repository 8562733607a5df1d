using Netes.Api.Validation;

namespace Netes.ApiServer.Validation;

/// <summary>The rules of references to other objects.</summary>
internal static class ReferenceRules
{
    /// <summary>A kind or name that must be there and that a URL's path could hold as one segment.</summary>
    public static void Segment(ErrorList errors, string value, FieldPath path)
    {
        if (value.Length == 0) errors.Add(FieldError.Required(path));
        else errors.AddInvalid(path, value, NameRules.PathSegment(value));
    }
}
