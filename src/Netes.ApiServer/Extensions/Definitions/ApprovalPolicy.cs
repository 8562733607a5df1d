using Netes.Api.ApiExtensionsV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Extensions.Definitions;

/// <summary>Definitions in Kubernetes' own groups must say who approved them (https://github.com/kubernetes/enhancements/pull/1111).</summary>
internal static class ApprovalPolicy
{
    private const string Annotation = "api-approved.kubernetes.io";
    private const string See = ", see https://github.com/kubernetes/enhancements/pull/1111";

    public static bool IsProtected(string group) =>
        group is "k8s.io" or "kubernetes.io" || group.EndsWith(".k8s.io", StringComparison.Ordinal) || group.EndsWith(".kubernetes.io", StringComparison.Ordinal);

    public static void SetCondition(CustomResourceDefinition definition, DateTime now)
    {
        if (!IsProtected(definition.Spec.Group)) return;
        (bool approved, string reason, string message) = State(definition);
        DefinitionConditions.Set(definition, CustomResourceDefinitionConditionType.KubernetesAPIApprovalPolicyConformant, approved, reason, message, now);
    }

    /// <param name="old">The definition before an update; null when it is created.</param>
    public static void Check(ErrorList errors, CustomResourceDefinition definition, CustomResourceDefinition? old)
    {
        if (!IsProtected(definition.Spec.Group)) return;
        (_, string reason, string message) = State(definition);
        if (old is not null && State(old).Reason == reason) return;
        FieldPath path = FieldPath.Of("metadata", "annotations").Key(Annotation);
        if (reason == "InvalidAnnotation") errors.Add(FieldError.Invalid(path, definition.Metadata.Annotations![Annotation], message));
        else if (reason == "MissingAnnotation") errors.Add(FieldError.Required(path, message));
    }

    private static (bool Approved, string Reason, string Message) State(CustomResourceDefinition definition)
    {
        string value = definition.Metadata.Annotations?.GetValueOrDefault(Annotation) ?? "";
        if (value.Length == 0) return (false, "MissingAnnotation", $"protected groups must have approval annotation {GoValue.Quote(Annotation)}{See}");
        if (value.StartsWith("unapproved", StringComparison.Ordinal)) return (false, "UnapprovedAnnotation", $"not approved: {GoValue.Quote(value)}");
        if (Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0) return (true, "ApprovedAnnotation", $"approved in {value}");
        return (false, "InvalidAnnotation", $"protected groups must have approval annotation {GoValue.Quote(Annotation)} with either a URL or a reason starting with \"unapproved\"{See}");
    }
}
