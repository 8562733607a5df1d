using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>Which fields of a Pod its containers may read: https://kubernetes.io/docs/concepts/workloads/pods/downward-api/</summary>
internal static class FieldRefRules
{
    public static readonly string[] EnvFields =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
        "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ];

    public static readonly string[] VolumeFields =
        ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

    private static readonly string[] Known =
    [
        .. EnvFields, "metadata.annotations", "metadata.labels", "spec.restartPolicy", "spec.schedulerName", "status.phase",
    ];

    public static void Validate(ErrorList errors, ObjectFieldSelector selector, FieldPath path, string[] allowed)
    {
        if (selector.ApiVersion.Length == 0)
        {
            errors.Add(FieldError.Required(path.Child("apiVersion")));
            return;
        }
        if (selector.FieldPath.Length == 0)
        {
            errors.Add(FieldError.Required(path.Child("fieldPath")));
            return;
        }
        var (field, subscript) = Split(selector.FieldPath);
        if (Unknown(selector.ApiVersion, field, subscript) is { } reason)
        {
            errors.Add(FieldError.Invalid(path.Child("fieldPath"), selector.FieldPath, "error converting fieldPath: " + reason));
            return;
        }
        if (field == "spec.host") field = "spec.nodeName";
        if (subscript is not null)
        {
            var key = field == "metadata.annotations" ? subscript.ToLowerInvariant() : subscript;
            errors.AddInvalid(path, subscript, NameRules.QualifiedName(key));
        }
        else if (!allowed.Contains(field))
        {
            errors.Add(FieldError.NotSupported(path.Child("fieldPath"), field, allowed));
        }
    }

    private static string? Unknown(string version, string field, string? subscript)
    {
        if (version != "v1") return "unsupported pod version: " + version;
        if (subscript is not null && field is not ("metadata.annotations" or "metadata.labels"))
            return $"field label does not support subscript: {field}['{subscript}']";
        return field == "spec.host" || Known.Contains(field) ? null : "field label not supported: " + field;
    }

    /// <summary><c>metadata.labels['key']</c> is a field with a subscript.</summary>
    public static (string Field, string? Subscript) Split(string path)
    {
        if (!path.EndsWith("']", StringComparison.Ordinal)) return (path, null);
        var open = path.IndexOf("['", StringComparison.Ordinal);
        return open <= 0 ? (path, null) : (path[..open], path[(open + 2)..^2]);
    }
}
