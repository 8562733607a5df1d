using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Netes.Api.CertificatesV1;

namespace Netes.ApiServer.Admission.Certificates;

/// <summary>Nobody gets a client certificate for the group system:masters by asking for one.</summary>
internal sealed class CertificateSubjectRestriction : IAdmissionPlugin
{
    private const string ClientSigner = "kubernetes.io/kube-apiserver-client";
    private const string OrganizationOid = "2.5.4.10";

    public string Name => "CertificateSubjectRestriction";

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation != AdmissionOperation.Create || !request.Is("certificates.k8s.io", "certificatesigningrequests")) return default;
        if (request.Object is not CertificateSigningRequest { Spec: { SignerName: ClientSigner } spec }) return default;
        if (Organizations(request, spec.Request ?? []).Contains(Access.UserInfo.MastersGroup))
            throw request.Forbidden($"use of {ClientSigner} signer with {Access.UserInfo.MastersGroup} group is not allowed");
        return default;
    }

    private static List<string> Organizations(AdmissionRequest request, byte[] pem)
    {
        try
        {
            return Organizations(CertificateRequest.LoadSigningRequestPem(Encoding.UTF8.GetString(pem), HashAlgorithmName.SHA256,
                CertificateRequestLoadOptions.SkipSignatureValidation, RSASignaturePadding.Pkcs1).SubjectName.RawData);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or AsnContentException)
        {
            throw request.Forbidden("failed to parse CSR: " + e.Message);
        }
    }

    /// <summary>The organizations of a DER name, those that share a relative name with other attributes included.</summary>
    internal static List<string> Organizations(byte[] name)
    {
        var found = new List<string>();
        AsnReader names = new AsnReader(name, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            AsnReader attributes = names.ReadSetOf();
            while (attributes.HasData)
            {
                AsnReader attribute = attributes.ReadSequence();
                if (attribute.ReadObjectIdentifier() != OrganizationOid) continue;
                found.Add(attribute.ReadCharacterString((UniversalTagNumber)attribute.PeekTag().TagValue));
            }
        }
        return found;
    }
}
