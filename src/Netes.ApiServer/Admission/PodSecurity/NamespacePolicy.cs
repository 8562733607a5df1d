using Netes.Api.Validation;

namespace Netes.ApiServer.Admission.PodSecurity;

/// <summary>
/// What a namespace's labels ask for in each mode (https://kubernetes.io/docs/concepts/security/pod-security-admission/).
/// Labels that can't be read fail closed for enforcement and open for the rest.
/// </summary>
internal readonly record struct NamespacePolicy(SecurityStandard Enforce, SecurityStandard Audit, SecurityStandard Warn)
{
    private const string Prefix = "pod-security.kubernetes.io/";

    public bool EnforcesNothing => Enforce.Level == SecurityLevel.Privileged;

    public bool TellsNothing => Audit.Level == SecurityLevel.Privileged && Warn.Level == SecurityLevel.Privileged;

    /// <param name="errors">Receives one error for each label that can't be read.</param>
    public static NamespacePolicy Parse(IReadOnlyDictionary<string, string>? labels, ErrorList? errors = null)
    {
        if (labels is null || labels.Count == 0) return new(SecurityStandard.Privileged, SecurityStandard.Privileged, SecurityStandard.Privileged);
        return new NamespacePolicy(
            Read(labels, "enforce", SecurityLevel.Restricted, errors),
            Read(labels, "audit", SecurityLevel.Privileged, errors),
            Read(labels, "warn", SecurityLevel.Privileged, errors));
    }

    private static SecurityStandard Read(IReadOnlyDictionary<string, string> labels, string mode, SecurityLevel unreadable, ErrorList? errors)
    {
        SecurityStandard standard = SecurityStandard.Privileged;
        string key = Prefix + mode;
        if (labels.TryGetValue(key, out string? level))
        {
            SecurityLevel? parsed = SecurityStandard.ParseLevel(level);
            if (parsed is null) errors?.Add(Unreadable(key, level, "must be one of privileged, baseline, restricted"));
            standard = standard with { Level = parsed ?? unreadable };
        }
        key += "-version";
        if (labels.TryGetValue(key, out string? version))
        {
            int? parsed = SecurityStandard.ParseVersion(version);
            if (parsed is null) errors?.Add(Unreadable(key, version, "must be \"latest\" or \"v1.x\""));
            standard = standard with { Minor = parsed ?? SecurityStandard.Latest };
        }
        return standard;
    }

    private static FieldError Unreadable(string label, string value, string why) =>
        FieldError.Invalid(FieldPath.Of("metadata", "labels").Key(label), value, why);
}
