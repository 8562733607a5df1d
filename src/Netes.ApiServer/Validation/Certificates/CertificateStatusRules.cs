using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Netes.Api.CertificatesV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Certificates;

/// <summary>What approvers and signers may write: conditions once said are not taken back, a certificate is issued once.</summary>
internal static class CertificateStatusRules
{
    private const string Approved = "Approved";
    private const string Denied = "Denied";
    private const string Failed = "Failed";

    private static readonly FieldPath Conditions = FieldPath.Of("status", "conditions");
    private static readonly FieldPath Certificate = FieldPath.Of("status", "certificate");

    public static void Update(ErrorList errors, CertificateSigningRequestStatus status, CertificateSigningRequestStatus old)
    {
        CheckConditions(errors, status.Conditions ?? []);
        foreach (var type in (string[])[Approved, Denied, Failed])
        {
            if (Count(status, type) < Count(old, type))
                errors.Add(FieldError.Forbidden(Conditions, $"updates may not remove a condition of type \"{type}\""));
        }
    }

    /// <summary>What holds for a write to /status, which approves nothing but may issue.</summary>
    public static void Issue(ErrorList errors, CertificateSigningRequestStatus status, CertificateSigningRequestStatus old)
    {
        if (CertificateMistake(status.Certificate) is { } mistake)
            errors.Add(FieldError.Invalid(Certificate, "<certificate data>", mistake));
        Update(errors, status, old);
        foreach (var type in (string[])[Approved, Denied])
        {
            if (Count(status, type) > Count(old, type))
                errors.Add(FieldError.Forbidden(Conditions, $"updates may not add a condition of type \"{type}\""));
        }
        if (old.Certificate is { Length: > 0 } && !old.Certificate.AsSpan().SequenceEqual(status.Certificate))
            errors.Add(FieldError.Forbidden(Certificate, "updates may not modify existing certificate content"));
    }

    private static int Count(CertificateSigningRequestStatus status, string type) => status.Conditions?.Count(c => c.Type == type) ?? 0;

    private static void CheckConditions(ErrorList errors, List<CertificateSigningRequestCondition> conditions)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < conditions.Count; i++)
        {
            var (type, status) = (conditions[i].Type, conditions[i].Status);
            var at = Conditions.Index(i);
            if (type.Length == 0) errors.Add(FieldError.Required(at.Child("type")));
            if (status.Length == 0) errors.Add(FieldError.Required(at.Child("status")));
            else if (type is Approved or Denied or Failed) SetRules.OneOf(errors, status, at.Child("status"), "True");
            else SetRules.OneOf(errors, status, at.Child("status"), "False", "True", "Unknown");
            if (!seen.Add(type)) errors.Add(FieldError.Duplicate(at.Child("type"), type));
            if (type == Approved && seen.Contains(Denied) || type == Denied && seen.Contains(Approved))
                errors.Add(FieldError.Invalid(at.Child("type"), type, "Approved and Denied conditions are mutually exclusive"));
        }
    }

    /// <summary>What is wrong with a chain of certificates in PEM; none at all is well.</summary>
    private static string? CertificateMistake(byte[]? pem)
    {
        if (pem is not { Length: > 0 }) return null;
        ReadOnlySpan<char> text = Encoding.ASCII.GetString(pem);
        var found = 0;
        while (PemEncoding.TryFind(text, out PemFields fields))
        {
            if (!text[fields.Label].SequenceEqual("CERTIFICATE"))
                return $"only CERTIFICATE PEM blocks are allowed, found {GoValue.Quote(text[fields.Label].ToString())}";
            if (!IsCertificate(Convert.FromBase64String(text[fields.Base64Data].ToString())))
                return "found CERTIFICATE PEM block containing an invalid certificate";
            found++;
            text = text[fields.Location.End..];
        }
        return found > 0 ? null : "must contain at least one CERTIFICATE PEM block";
    }

    private static bool IsCertificate(byte[] der)
    {
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
