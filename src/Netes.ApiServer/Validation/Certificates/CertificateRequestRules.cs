using Netes.Api.CertificatesV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Certificates;

/// <summary>
/// The rules of a CertificateSigningRequest:
/// https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/
/// </summary>
internal static class CertificateRequestRules
{
    private const int LeastSeconds = 600;
    private const string LegacyUnknown = "kubernetes.io/legacy-unknown";

    // The order in which the API server prints them.
    private static readonly string[] Usages =
    [
        "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment", "decipher only",
        "digital signature", "email protection", "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement",
        "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing", "timestamping",
    ];

    public static void Spec(ErrorList errors, CertificateSigningRequestSpec spec, FieldPath path)
    {
        if (SigningRequest.Mistake(spec.Request) is { } mistake)
            errors.Add(FieldError.Invalid(path.Child("request"), spec.Request is { } given ? Convert.ToBase64String(given) : null, mistake));
        CheckUsages(errors, spec.Usages ?? [], path.Child("usages"));
        var signer = path.Child("signerName");
        if (spec.SignerName == LegacyUnknown)
            errors.Add(FieldError.Invalid(signer, spec.SignerName, "the legacy signerName is not allowed via this API version"));
        else SignerNameRules.Validate(errors, spec.SignerName, signer);
        if (spec.ExpirationSeconds < LeastSeconds)
        {
            errors.Add(FieldError.Invalid(path.Child("expirationSeconds"), spec.ExpirationSeconds,
                "may not specify a duration less than 600 seconds (10 minutes)"));
        }
    }

    private static void CheckUsages(ErrorList errors, List<string> usages, FieldPath path)
    {
        if (usages.Count == 0) errors.Add(FieldError.Required(path));
        for (var i = 0; i < usages.Count; i++) SetRules.OneOf(errors, usages[i], path.Index(i), Usages);
        var seen = new HashSet<string>();
        for (var i = 0; i < usages.Count; i++)
        {
            if (!seen.Add(usages[i])) errors.Add(FieldError.Duplicate(path.Index(i), usages[i]));
        }
    }
}
