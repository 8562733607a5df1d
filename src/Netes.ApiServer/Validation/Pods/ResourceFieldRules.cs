using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>A container's own requests and limits as values of variables and files.</summary>
internal static class ResourceFieldRules
{
    private static readonly string[] Resources =
        ["limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"];

    private static readonly string[] CpuDivisors = ["1", "1m"];
    private static readonly string[] ByteDivisors = ["1", "1E", "1Ei", "1G", "1Gi", "1Ki", "1M", "1Mi", "1P", "1Pi", "1T", "1Ti", "1k"];

    public static void Validate(ErrorList errors, ResourceFieldSelector selector, FieldPath path, bool inVolume)
    {
        if (inVolume && selector.ContainerName.Length == 0) errors.Add(FieldError.Required(path.Child("containerName")));
        else if (selector.Resource.Length == 0) errors.Add(FieldError.Required(path.Child("resource")));
        else if (!Resources.Contains(selector.Resource) && !IsHugePages(selector.Resource))
            errors.Add(FieldError.NotSupported(path.Child("resource"), selector.Resource, Resources));
        Divisor(errors, selector, path.Child("divisor"));
    }

    private static void Divisor(ErrorList errors, ResourceFieldSelector selector, FieldPath path)
    {
        if (selector.Divisor.IsZero) return;
        var kind = selector.Resource[(selector.Resource.IndexOf('.') + 1)..];
        var allowed = kind == "cpu" ? CpuDivisors : ByteDivisors;
        if ((kind is "cpu" or "memory" or "ephemeral-storage" || IsHugePages(selector.Resource)) &&
            !allowed.Contains(selector.Divisor.ToString()))
        {
            errors.Add(FieldError.Invalid(path, selector.Resource,
                $"only divisor's values {string.Join(", ", allowed)} are supported with the {kind} resource"));
        }
    }

    private static bool IsHugePages(string resource) =>
        resource.StartsWith("limits.hugepages-", StringComparison.Ordinal) ||
        resource.StartsWith("requests.hugepages-", StringComparison.Ordinal);
}
