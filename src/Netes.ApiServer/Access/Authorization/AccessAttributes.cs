using Netes.Api.Selectors;
using Netes.Api.Validation;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Access.Authorization;

/// <summary>What somebody wants to do.</summary>
internal sealed record AccessAttributes(UserInfo User, string Verb)
{
    public bool IsResource { get; init; }
    public string Group { get; init; } = "";
    public string Version { get; init; } = "";
    public string Resource { get; init; } = "";
    public string Subresource { get; init; } = "";
    public string Namespace { get; init; } = "";
    public string Name { get; init; } = "";
    public string Path { get; init; } = "";

    /// <summary>The field selector of a list, watch or deletecollection, as it was sent.</summary>
    public string FieldSelector { get; init; } = "";

    /// <summary>The label selector of a list, watch or deletecollection, as it was sent.</summary>
    public string LabelSelector { get; init; } = "";

    /// <summary>The field selector's terms; none when it can't be read, as it then narrows nothing.</summary>
    public IReadOnlyList<FieldTerm> FieldTerms
    {
        get
        {
            try
            {
                return Api.Selectors.FieldSelector.Parse(FieldSelector).Terms;
            }
            catch (SelectorSyntaxException)
            {
                return [];
            }
        }
    }

    public static AccessAttributes Of(UserInfo user, RequestInfo info) => new(user, info.Verb)
    {
        IsResource = info.IsResource,
        Group = info.Group,
        Version = info.Version,
        Resource = info.Resource,
        Subresource = info.Subresource,
        Namespace = info.Namespace,
        Name = info.Name,
        Path = info.Path,
        FieldSelector = info.FieldSelector,
        LabelSelector = info.LabelSelector,
    };

    /// <summary>The refusal, in upstream's words.</summary>
    public ApiException Refusal(string reason = "")
    {
        string resource = Subresource.Length == 0 ? Resource : Resource + "/" + Subresource;
        string why = IsResource
            ? $"User {GoValue.Quote(User.Name)} cannot {Verb} resource {GoValue.Quote(resource)} in API group {GoValue.Quote(Group)} "
                + (Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace {GoValue.Quote(Namespace)}")
            : $"User {GoValue.Quote(User.Name)} cannot {Verb} path {GoValue.Quote(Path)}";
        why = Sanitize(why);
        return ApiErrors.Forbidden(Group, Resource, Name, reason.Length == 0 ? why : why + ": " + reason);
    }

    /// <summary>What a client sent must not become markup where a browser shows the answer.</summary>
    private static string Sanitize(string text) => text.AsSpan().IndexOfAny('&', '<', '>') < 0 ? text
        : text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
