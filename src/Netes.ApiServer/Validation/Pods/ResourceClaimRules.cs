using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>Which device claims a Pod uses (KEP-4381).</summary>
internal static class ResourceClaimRules
{
    /// <returns>The names that containers may refer to.</returns>
    public static IReadOnlySet<string> Validate(ErrorList errors, List<PodResourceClaim>? claims, FieldPath path)
    {
        var names = new HashSet<string>();
        for (var i = 0; i < (claims?.Count ?? 0); i++)
        {
            var claim = claims![i];
            var at = path.Index(i);
            if (claim.Name.Length == 0) errors.Add(FieldError.Required(at.Child("name")));
            else if (!names.Add(claim.Name)) errors.Add(FieldError.Duplicate(at.Child("name"), claim.Name));
            else errors.AddInvalid(at.Child("name"), claim.Name, NameRules.DnsLabel(claim.Name));
            Source(errors, claim, at);
        }
        return names;
    }

    private static void Source(ErrorList errors, PodResourceClaim claim, FieldPath path)
    {
        if (claim.ResourceClaimName is not null && claim.ResourceClaimTemplateName is not null)
        {
            errors.Add(FieldError.Invalid(path, Text(claim),
                "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"));
        }
        if (claim.ResourceClaimName is null && claim.ResourceClaimTemplateName is null)
            errors.Add(FieldError.Invalid(path, Text(claim), "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"));
        if (claim.ResourceClaimName is { } name)
            errors.AddInvalid(path.Child("resourceClaimName"), name, NameRules.DnsSubdomain(name));
        if (claim.ResourceClaimTemplateName is { } template)
            errors.AddInvalid(path.Child("resourceClaimTemplateName"), template, NameRules.DnsSubdomain(template));
    }

    private static JsonText Text(PodResourceClaim claim) => new GoStruct().Add("Name", claim.Name)
        .Add("ResourceClaimName", claim.ResourceClaimName).Add("ResourceClaimTemplateName", claim.ResourceClaimTemplateName).Text;
}
