using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>A container's own restart policy and the rules by exit code (KEP-5307).</summary>
internal static class ContainerRestartRules
{
    private const int MaxRules = 20;
    private const int MaxExitCodes = 255;

    public static void Validate(ErrorList errors, Container container, FieldPath path)
    {
        if (container.RestartPolicy is { } policy && policy is not ("Always" or "Never" or "OnFailure"))
            errors.Add(FieldError.NotSupported(path.Child("restartPolicy"), policy, "Always", "Never", "OnFailure"));
        if (container.RestartPolicyRules is not { Count: > 0 } rules) return;
        var at = path.Child("restartPolicyRules");
        if (container.RestartPolicy is null)
            errors.Add(FieldError.Required(path.Child("restartPolicy"), "must specify restartPolicy when restart rules are used"));
        if (rules.Count > MaxRules) errors.Add(FieldError.TooMany(at, rules.Count, MaxRules));
        for (var i = 0; i < rules.Count; i++)
            Rule(errors, rules[i], at.Index(i));
    }

    private static void Rule(ErrorList errors, ContainerRestartRule rule, FieldPath path)
    {
        if (rule.Action is not ("Restart" or "RestartAllContainers"))
            errors.Add(FieldError.NotSupported(path.Child("action"), rule.Action, "Restart", "RestartAllContainers"));
        if (rule.ExitCodes is not { } codes)
        {
            errors.Add(FieldError.Required(path.Child("exitCodes"), "must be specified"));
            return;
        }
        var at = path.Child("exitCodes");
        if (codes.Operator is not ("In" or "NotIn"))
            errors.Add(FieldError.NotSupported(at.Child("operator"), codes.Operator, "In", "NotIn"));
        if (codes.Values?.Count > MaxExitCodes) errors.Add(FieldError.TooMany(at.Child("values"), codes.Values.Count, MaxExitCodes));
        var seen = new HashSet<int>();
        for (var i = 0; i < (codes.Values?.Count ?? 0); i++)
        {
            if (!seen.Add(codes.Values![i])) errors.Add(FieldError.Duplicate(at.Child("values").Index(i), codes.Values[i]));
        }
    }
}
