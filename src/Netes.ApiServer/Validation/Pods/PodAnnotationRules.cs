using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Strategies.Core;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>Annotations that mean something in a Pod or a template.</summary>
internal static class PodAnnotationRules
{
    private const string SeccompPod = "seccomp.security.alpha.kubernetes.io/pod";
    private const string SeccompContainer = "container.seccomp.security.alpha.kubernetes.io/";
    private const string Mirror = "kubernetes.io/config.mirror";

    public static void Validate(ErrorList errors, Dictionary<string, string>? annotations, PodSpec spec, FieldPath path)
    {
        if (annotations is null) return;
        if (annotations.ContainsKey(Mirror) && spec.NodeName.Length == 0)
            errors.Add(FieldError.Invalid(path.Key(Mirror), annotations[Mirror], "must set spec.nodeName if mirror pod annotation is set"));
        if (annotations.TryGetValue(SeccompPod, out var seccomp)) Seccomp(errors, seccomp, path.Child(SeccompPod));
        foreach (var (key, value) in annotations.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            if (key.StartsWith(SeccompContainer, StringComparison.Ordinal)) Seccomp(errors, value, path.Child(key));
            if (key.StartsWith(AppArmorAnnotations.Prefix, StringComparison.Ordinal)) AppArmor(errors, key, value, spec, path.Key(key));
        }
    }

    private static void Seccomp(ErrorList errors, string profile, FieldPath path)
    {
        if (profile is "runtime/default" or "docker/default" or "unconfined") return;
        const string Localhost = "localhost/";
        if (profile.StartsWith(Localhost, StringComparison.Ordinal)) PathRules.LocalDescending(errors, profile[Localhost.Length..], path);
        else errors.Add(FieldError.Invalid(path, profile, "must be a valid seccomp profile"));
    }

    private static void AppArmor(ErrorList errors, string key, string profile, PodSpec spec, FieldPath path)
    {
        var name = key[AppArmorAnnotations.Prefix.Length..];
        var known = spec.Containers?.Any(c => c.Name == name) is true || spec.InitContainers?.Any(c => c.Name == name) is true ||
            spec.EphemeralContainers?.Any(c => c.Name == name) is true;
        if (!known) errors.Add(FieldError.Invalid(path, name, "container not found"));
        if (profile is not ("" or "runtime/default" or "unconfined") && !profile.StartsWith("localhost/", StringComparison.Ordinal))
            errors.Add(FieldError.Invalid(path, profile, "invalid AppArmor profile name: " + GoValue.Quote(profile)));
    }
}
