using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>The rules of one container of any list.</summary>
internal static class ContainerRules
{
    private static readonly string[] TerminationMessagePolicies = ["File", "FallbackToLogsOnError"];
    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];

    public static void Common(ErrorList errors, Container container, FieldPath path, ContainerScope scope)
    {
        if (container.Name.Length == 0) errors.Add(FieldError.Required(path.Child("name")));
        else errors.AddInvalid(path.Child("name"), container.Name, NameRules.DnsLabel(container.Name));
        Image(errors, container.Image, path.Child("image"));
        TerminationMessagePolicy(errors, container.TerminationMessagePolicy, path.Child("terminationMessagePolicy"));
        PortRules.Container(errors, container.Ports, path.Child("ports"));
        EnvRules.Env(errors, container.Env, path.Child("env"));
        EnvRules.EnvFrom(errors, container.EnvFrom, path.Child("envFrom"));
        MountRules.Mounts(errors, container, path.Child("volumeMounts"), scope);
        MountRules.Devices(errors, container, path.Child("volumeDevices"), scope);
        PullPolicy(errors, container.ImagePullPolicy, path.Child("imagePullPolicy"));
        ResourceRules.Requirements(errors, container.Resources, path.Child("resources"), scope.Claims, ResourceUse.Container);
        ResizePolicy(errors, container.ResizePolicy, path.Child("resizePolicy"), scope.Pod.RestartPolicy);
        SecurityContextRules.Container(errors, container.SecurityContext, path.Child("securityContext"), scope.Pod.HostUsers ?? true);
    }

    public static void LifecycleAndProbes(ErrorList errors, Container container, FieldPath path, ContainerScope scope)
    {
        var grace = scope.Pod.TerminationGracePeriodSeconds;
        LifecycleRules.Validate(errors, container.Lifecycle, path.Child("lifecycle"), grace, scope.Pod.Os?.Name);
        ProbeRules.Liveness(errors, container.LivenessProbe, path.Child("livenessProbe"), grace);
        ProbeRules.Readiness(errors, container.ReadinessProbe, path.Child("readinessProbe"), grace);
        ProbeRules.Startup(errors, container.StartupProbe, path.Child("startupProbe"), grace);
    }

    private static void Image(ErrorList errors, string image, FieldPath path)
    {
        if (image.Length == 0) errors.Add(FieldError.Required(path));
        else if (image.Trim().Length != image.Length)
            errors.Add(FieldError.Invalid(path, image, "must not have leading or trailing whitespace"));
    }

    private static void TerminationMessagePolicy(ErrorList errors, string policy, FieldPath path)
    {
        if (policy.Length == 0) errors.Add(FieldError.Required(path));
        else if (!TerminationMessagePolicies.Contains(policy))
            errors.Add(FieldError.NotSupported(path, policy, TerminationMessagePolicies));
    }

    private static void PullPolicy(ErrorList errors, string policy, FieldPath path)
    {
        if (policy.Length == 0) errors.Add(FieldError.Required(path));
        else if (!PullPolicies.Contains(policy)) errors.Add(FieldError.NotSupported(path, policy, PullPolicies));
    }

    /// <summary>KEP-1287.</summary>
    private static void ResizePolicy(ErrorList errors, List<ContainerResizePolicy>? policies, FieldPath path, string podRestartPolicy)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < (policies?.Count ?? 0); i++)
        {
            var policy = policies![i];
            if (!seen.Add(policy.ResourceName)) errors.Add(FieldError.Duplicate(path.Index(i), policy.ResourceName));
            if (policy.ResourceName.Length == 0) errors.Add(FieldError.Required(path));
            else if (policy.ResourceName is not ("cpu" or "memory"))
                errors.Add(FieldError.NotSupported(path, policy.ResourceName, "cpu", "memory"));
            if (policy.RestartPolicy.Length == 0) errors.Add(FieldError.Required(path));
            else if (policy.RestartPolicy is not ("NotRequired" or "RestartContainer"))
                errors.Add(FieldError.NotSupported(path, policy.RestartPolicy, "NotRequired", "RestartContainer"));
            if (podRestartPolicy == "Never" && policy.RestartPolicy == "RestartContainer")
            {
                errors.Add(FieldError.Invalid(path, policy.RestartPolicy,
                    "must be 'NotRequired' when `restartPolicy` is 'Never'"));
            }
        }
    }
}
