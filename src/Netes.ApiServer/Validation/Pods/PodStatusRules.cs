using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>What a write to a Pod's status may say.</summary>
internal static class PodStatusRules
{
    public static void Validate(ErrorList errors, Pod pod, Pod old, FieldPath path)
    {
        var nominated = pod.Status.NominatedNodeName;
        if (nominated.Length > 0 && nominated != old.Status.NominatedNodeName)
            errors.AddInvalid(path.Child("nominatedNodeName"), nominated, NameRules.DnsSubdomain(nominated));
        for (var i = 0; i < (pod.Status.Conditions?.Count ?? 0); i++)
        {
            var type = pod.Status.Conditions![i].Type;
            // Written so by the system; others name theirs with a domain.
            errors.AddInvalid(path.Child("conditions").Index(i).Child("type"), type, NameRules.QualifiedName(type));
        }
        for (var i = 0; i < (pod.Status.ResourceClaimStatuses?.Count ?? 0); i++)
        {
            var status = pod.Status.ResourceClaimStatuses![i];
            var at = path.Child("resourceClaimStatuses").Index(i).Child("name");
            if (pod.Spec.ResourceClaims?.Any(c => c.Name == status.Name) is not true)
                errors.Add(FieldError.Invalid(at, status.Name, "must match the name of an entry in `spec.resourceClaims`"));
        }
    }
}
