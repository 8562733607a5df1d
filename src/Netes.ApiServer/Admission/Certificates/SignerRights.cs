using Netes.ApiServer.Access;
using Netes.ApiServer.Access.Authorization;

namespace Netes.ApiServer.Admission.Certificates;

/// <summary>Whether somebody may act for a signer: for it alone, or for all of its domain ("example.com/*").</summary>
internal static class SignerRights
{
    /// <param name="verb">"approve", "sign" or "attest".</param>
    public static async ValueTask<bool> AllowAsync(IAuthorizer authorizer, UserInfo user, string verb, string signer, CancellationToken cancellationToken)
    {
        AccessAttributes asked = new(user, verb) { IsResource = true, Group = "certificates.k8s.io", Version = "*", Resource = "signers", Name = signer };
        if ((await authorizer.AuthorizeAsync(asked, cancellationToken)).Allowed) return true;
        int slash = signer.IndexOf('/', StringComparison.Ordinal);
        string domain = slash < 0 ? signer : signer[..slash];
        return (await authorizer.AuthorizeAsync(asked with { Name = domain + "/*" }, cancellationToken)).Allowed;
    }
}
