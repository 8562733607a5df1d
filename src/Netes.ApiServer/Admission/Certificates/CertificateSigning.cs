using Netes.Api.CertificatesV1;
using Netes.Api.Validation;
using Netes.ApiServer.Access.Authorization;

namespace Netes.ApiServer.Admission.Certificates;

/// <summary>Whoever puts a certificate or conditions into a request's status must be allowed to sign for its signer.</summary>
internal sealed class CertificateSigning(IAuthorizer authorizer) : IAdmissionPlugin
{
    public string Name => "CertificateSigning";

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation != AdmissionOperation.Update || !request.Is("certificates.k8s.io", "certificatesigningrequests", "status")) return;
        if (request.Object is not CertificateSigningRequest now || request.Old is not CertificateSigningRequest old) return;
        if (now.Status.DeepEquals(old.Status)) return;
        if (!await SignerRights.AllowAsync(authorizer, request.User, "sign", old.Spec.SignerName, cancellationToken))
            throw request.Forbidden($"user not permitted to sign requests with signerName {GoValue.Quote(old.Spec.SignerName)}");
    }
}
