using Netes.Api.CertificatesV1;
using Netes.Api.Validation;
using Netes.ApiServer.Access.Authorization;

namespace Netes.ApiServer.Admission.Certificates;

/// <summary>Whoever approves a request must be allowed to for its signer.</summary>
internal sealed class CertificateApproval(IAuthorizer authorizer) : IAdmissionPlugin
{
    public string Name => "CertificateApproval";

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation != AdmissionOperation.Update || !request.Is("certificates.k8s.io", "certificatesigningrequests", "approval")) return;
        if (request.Old is not CertificateSigningRequest old) return;
        if (!await SignerRights.AllowAsync(authorizer, request.User, "approve", old.Spec.SignerName, cancellationToken))
            throw request.Forbidden($"user not permitted to approve requests with signerName {GoValue.Quote(old.Spec.SignerName)}");
    }
}
