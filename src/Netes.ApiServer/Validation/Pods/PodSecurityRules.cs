using System.Text.RegularExpressions;
using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>The security context of the whole Pod, with the host namespaces, which were once part of it.</summary>
internal static partial class PodSecurityRules
{
    private const int SysctlMaxLength = 253;
    private const string SysctlPattern = @"([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?";

    [GeneratedRegex("^" + SysctlPattern + "$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sysctl();

    public static void Validate(ErrorList errors, PodSpec spec, FieldPath path)
    {
        var context = spec.SecurityContext;
        if (context is null) return;
        SecurityContextRules.Id(errors, context.FsGroup, path.Child("fsGroup"));
        SecurityContextRules.Id(errors, context.RunAsUser, path.Child("runAsUser"));
        SecurityContextRules.Id(errors, context.RunAsGroup, path.Child("runAsGroup"));
        for (var i = 0; i < (context.SupplementalGroups?.Count ?? 0); i++)
            SecurityContextRules.Id(errors, context.SupplementalGroups![i], path.Child("supplementalGroups").Index(i));
        if (spec.ShareProcessNamespace is true && spec.HostPID)
        {
            errors.Add(FieldError.Invalid(path.Child("shareProcessNamespace"), true,
                "ShareProcessNamespace and HostPID cannot both be enabled"));
        }
        Sysctls(errors, context.Sysctls, path.Child("sysctls"));
        OneOf(errors, context.FsGroupChangePolicy, path.Child("fsGroupChangePolicy"), "Always", "OnRootMismatch");
        SecurityContextRules.Seccomp(errors, context.SeccompProfile, path.Child("seccompProfile"));
        SecurityContextRules.Windows(errors, context.WindowsOptions, path.Child("windowsOptions"));
        SecurityContextRules.AppArmor(errors, context.AppArmorProfile, path.Child("appArmorProfile"));
        OneOf(errors, context.SupplementalGroupsPolicy, path.Child("supplementalGroupsPolicy"), "Merge", "Strict");
        OneOf(errors, context.SeLinuxChangePolicy, path.Child("seLinuxChangePolicy"), "Recursive");
    }

    private static void OneOf(ErrorList errors, string? value, FieldPath path, params string[] supported)
    {
        if (value is not null && !supported.Contains(value)) errors.Add(FieldError.NotSupported(path, value, supported));
    }

    private static void Sysctls(ErrorList errors, List<Sysctl>? sysctls, FieldPath path)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < (sysctls?.Count ?? 0); i++)
        {
            var name = sysctls![i].Name;
            var at = path.Index(i).Child("name");
            if (name.Length == 0) errors.Add(FieldError.Required(at));
            else if (name.Length > SysctlMaxLength || !Sysctl().IsMatch(name))
                errors.Add(FieldError.Invalid(at, name, $"must have at most {SysctlMaxLength} characters and match regex ^{SysctlPattern}$"));
            // Dots and slashes are two ways to write one name.
            else if (!seen.Add(name.Replace('/', '.'))) errors.Add(FieldError.Duplicate(at, name));
        }
    }
}
