using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>Windows containers that run as processes of the host: all of a Pod or none (KEP-1981).</summary>
internal static class HostProcessRules
{
    public static void Validate(ErrorList errors, PodSpec spec, FieldPath path)
    {
        var pod = spec.SecurityContext?.WindowsOptions?.HostProcess;
        var containers = (spec.InitContainers ?? []).Concat(spec.Containers ?? [])
            .Select(c => c.SecurityContext?.WindowsOptions?.HostProcess).ToArray();
        var any = false;
        var all = true;
        foreach (var container in containers)
        {
            if (pod is not null && container is not null && pod != container)
            {
                errors.Add(FieldError.Invalid(path.Child("securityContext", "windowsOptions").Child("hostProcess"), container,
                    $"pod hostProcess value must be identical if both are specified, was {(pod.Value ? "true" : "false")}"));
            }
            var effective = container ?? pod ?? false;
            any |= effective;
            all &= effective;
        }
        if (!any) return;
        if (!all)
        {
            errors.Add(FieldError.Invalid(path, "",
                "If pod contains any hostProcess containers then all containers must be HostProcess containers"));
        }
        if (!spec.HostNetwork)
        {
            errors.Add(FieldError.Invalid(path.Child("hostNetwork"), false,
                "hostNetwork must be true if pod contains any hostProcess containers"));
        }
    }
}
