using System.Text.RegularExpressions;
using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>Volume sources that Pods and PersistentVolumes share.</summary>
internal static partial class RemoteVolumeRules
{
    [GeneratedRegex(@"^iqn\.\d{4}-\d{2}\.([a-zA-Z0-9]([a-zA-Z0-9\-.]*[a-zA-Z0-9])?)(:[^,;*&$|\s]+)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Iqn();

    [GeneratedRegex(@"^eui\.[a-fA-F0-9]{16}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Eui();

    [GeneratedRegex(@"^naa\.([a-fA-F0-9]{16}|[a-fA-F0-9]{32})$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Naa();

    public static void Nfs(ErrorList errors, NFSVolumeSource source, FieldPath path)
    {
        VolumeRules.Required(errors, source.Server, path.Child("server"));
        VolumeRules.Required(errors, source.Path, path.Child("path"));
        if (!source.Path.StartsWith('/')) errors.Add(FieldError.Invalid(path.Child("path"), source.Path, "must be an absolute path"));
    }

    public static void Iscsi(ErrorList errors, ISCSIVolumeSource source, FieldPath path)
    {
        VolumeRules.Required(errors, source.TargetPortal, path.Child("targetPortal"));
        IqnName(errors, source.Iqn, path.Child("iqn"));
        if (source.Lun is < 0 or > 255)
            errors.Add(FieldError.Invalid(path.Child("lun"), source.Lun, Messages.InclusiveRange(0, 255)));
        if ((source.ChapAuthDiscovery || source.ChapAuthSession) && source.SecretRef is null)
            errors.Add(FieldError.Required(path.Child("secretRef")));
    }

    public static void IqnName(ErrorList errors, string iqn, FieldPath path)
    {
        if (iqn.Length == 0)
        {
            errors.Add(FieldError.Required(path));
            return;
        }
        var well = iqn.StartsWith("iqn", StringComparison.Ordinal) ? Iqn().IsMatch(iqn)
            : iqn.StartsWith("eui", StringComparison.Ordinal) ? Eui().IsMatch(iqn)
            : iqn.StartsWith("naa", StringComparison.Ordinal) && Naa().IsMatch(iqn);
        if (!well) errors.Add(FieldError.Invalid(path, iqn, "must be valid format"));
    }

    public static void CsiDriverName(ErrorList errors, string driver, FieldPath path)
    {
        if (driver.Length == 0)
        {
            errors.Add(FieldError.Required(path));
            return;
        }
        if (driver.Length > 63) errors.Add(FieldError.TooLong(path, 63));
        errors.AddInvalid(path, driver, NameRules.DnsSubdomain(driver.ToLowerInvariant()));
    }
}
