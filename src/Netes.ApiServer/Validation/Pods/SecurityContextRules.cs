using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>https://kubernetes.io/docs/tasks/configure-pod-container/security-context/</summary>
internal static class SecurityContextRules
{
    public static void Container(ErrorList errors, SecurityContext? context, FieldPath path, bool hostUsers)
    {
        if (context is null) return;
        Id(errors, context.RunAsUser, path.Child("runAsUser"));
        Id(errors, context.RunAsGroup, path.Child("runAsGroup"));
        if (context.ProcMount is { } procMount)
        {
            if (procMount is not ("Default" or "Unmasked"))
                errors.Add(FieldError.NotSupported(path.Child("procMount"), procMount, "Default", "Unmasked"));
            if (hostUsers && procMount == "Unmasked")
                errors.Add(FieldError.Invalid(path.Child("procMount"), procMount, "`hostUsers` must be false to use `Unmasked`"));
        }
        Seccomp(errors, context.SeccompProfile, path.Child("seccompProfile"));
        Escalation(errors, context, path);
        Windows(errors, context.WindowsOptions, path.Child("windowsOptions"));
        AppArmor(errors, context.AppArmorProfile, path.Child("appArmorProfile"));
    }

    private static void Escalation(ErrorList errors, SecurityContext context, FieldPath path)
    {
        if (context.AllowPrivilegeEscalation is not false) return;
        if (context.Privileged is true)
            errors.Add(FieldError.Invalid(path, Text(context), "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"));
        if (context.Capabilities?.Add?.Contains("CAP_SYS_ADMIN") is true)
        {
            errors.Add(FieldError.Invalid(path, Text(context),
                "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"));
        }
    }

    private static JsonText Text(SecurityContext c) => new GoStruct()
        .Add("Capabilities", c.Capabilities is { } k ? new GoStruct().Add("Add", k.Add).Add("Drop", k.Drop).Text : null)
        .Add("Privileged", c.Privileged)
        .Add("SELinuxOptions", c.SeLinuxOptions is { } s
            ? new GoStruct().Add("User", s.User).Add("Role", s.Role).Add("Type", s.Type).Add("Level", s.Level).Text : null)
        .Add("WindowsOptions", c.WindowsOptions is { } w
            ? new GoStruct().Add("GMSACredentialSpecName", w.GmsaCredentialSpecName).Add("GMSACredentialSpec", w.GmsaCredentialSpec)
                .Add("RunAsUserName", w.RunAsUserName).Add("HostProcess", w.HostProcess).Text : null)
        .Add("RunAsUser", c.RunAsUser).Add("RunAsGroup", c.RunAsGroup).Add("RunAsNonRoot", c.RunAsNonRoot)
        .Add("ReadOnlyRootFilesystem", c.ReadOnlyRootFilesystem).Add("AllowPrivilegeEscalation", c.AllowPrivilegeEscalation)
        .Add("ProcMount", c.ProcMount)
        .Add("SeccompProfile", c.SeccompProfile is { } p ? ProfileText(p.Type, p.LocalhostProfile) : null)
        .Add("AppArmorProfile", c.AppArmorProfile is { } a ? ProfileText(a.Type, a.LocalhostProfile) : null).Text;

    private static JsonText ProfileText(string type, string? profile) =>
        new GoStruct().Add("Type", type).Add("LocalhostProfile", profile).Text;

    public static void Id(ErrorList errors, long? id, FieldPath path)
    {
        if (id is < 0 or > int.MaxValue) errors.Add(FieldError.Invalid(path, id, Messages.InclusiveRange(0, int.MaxValue)));
    }

    public static void Seccomp(ErrorList errors, SeccompProfile? profile, FieldPath path)
    {
        if (profile is null) return;
        if (profile.Type.Length == 0) errors.Add(FieldError.Required(path.Child("type"), "type is required when seccompProfile is set"));
        else if (profile.Type is not ("Localhost" or "RuntimeDefault" or "Unconfined"))
            errors.Add(FieldError.NotSupported(path.Child("type"), profile.Type, "Localhost", "RuntimeDefault", "Unconfined"));
        var at = path.Child("localhostProfile");
        if (profile.Type == "Localhost")
        {
            if (profile.LocalhostProfile is not { } file)
                errors.Add(FieldError.Required(at, "must be set when seccomp type is Localhost"));
            else PathRules.LocalDescending(errors, file, at);
        }
        else if (profile.LocalhostProfile is not null)
        {
            errors.Add(FieldError.Invalid(at, ProfileText(profile.Type, profile.LocalhostProfile),
                "can only be set when seccomp type is Localhost"));
        }
    }

    public static void AppArmor(ErrorList errors, AppArmorProfile? profile, FieldPath path)
    {
        if (profile is null) return;
        var at = path.Child("localhostProfile");
        switch (profile.Type)
        {
            case "Localhost":
                var name = profile.LocalhostProfile ?? "";
                if (name.Trim().Length != name.Length) errors.Add(FieldError.Invalid(at, name, "must not be padded with whitespace"));
                else if (name.Length == 0) errors.Add(FieldError.Required(at, "must be set when AppArmor type is Localhost"));
                else if (name.Length > 4095) errors.Add(FieldError.TooLong(at, 4095));
                break;
            case "RuntimeDefault" or "Unconfined":
                if (profile.LocalhostProfile is { } unwanted)
                    errors.Add(FieldError.Invalid(at, unwanted, "can only be set when AppArmor type is Localhost"));
                break;
            case "":
                errors.Add(FieldError.Required(path.Child("type"), "type is required when appArmorProfile is set"));
                break;
            default:
                errors.Add(FieldError.NotSupported(path.Child("type"), profile.Type, "Localhost", "RuntimeDefault", "Unconfined"));
                break;
        }
    }

    public static void Windows(ErrorList errors, WindowsSecurityContextOptions? options, FieldPath path)
    {
        if (options is null) return;
        if (options.GmsaCredentialSpecName is { } name)
            errors.AddInvalid(path.Child("gmsaCredentialSpecName"), name, NameRules.DnsSubdomain(name));
        if (options.GmsaCredentialSpec is { Length: 0 })
            errors.Add(FieldError.Invalid(path.Child("gmsaCredentialSpec"), "", "gmsaCredentialSpec cannot be an empty string"));
        if (options.RunAsUserName is { Length: 0 })
            errors.Add(FieldError.Invalid(path.Child("runAsUserName"), "", "runAsUserName cannot be an empty string"));
    }
}
