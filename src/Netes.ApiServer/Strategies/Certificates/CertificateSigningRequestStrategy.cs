using Netes.Api.CertificatesV1;
using Netes.Api.Validation;
using Netes.ApiServer.Access;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Certificates;

namespace Netes.ApiServer.Strategies.Certificates;

/// <summary>
/// https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/. Who asks is the server's to say, what is
/// asked never changes; /approval writes conditions, /status the certificate and everything else.
/// </summary>
internal sealed class CertificateSigningRequestStrategy : Strategy<CertificateSigningRequest>
{
    private const string Approval = "approval";

    public override NameRule NameRule => NameRule.PathSegment;

    public override ITablePrinter Table => CertificatePrinters.Requests;

    public override IReadOnlyList<string> SelectableFields => ["spec.signerName"];

    public override string UnknownSelectableField(string field) => $"field label not supported: {field}";

    public override string SelectableField(CertificateSigningRequest request, string field) => request.Spec.SignerName;

    public override void PrepareForCreate(CertificateSigningRequest request, StrategyContext context)
    {
        UserInfo user = context.User;
        request.Spec.Username = user.Name;
        request.Spec.Uid = user.Uid;
        request.Spec.Groups = [.. user.Groups];
        request.Spec.Extra = user.Extra.Count == 0 ? null : user.Extra.ToDictionary(e => e.Key, e => e.Value.ToList());
        request.Status = new();
    }

    public override void PrepareForUpdate(CertificateSigningRequest request, CertificateSigningRequest old, StrategyContext context)
    {
        var conditions = request.Status.Conditions;
        request.Spec = old.Spec;
        request.Status = old.Status.Clone();
        if (context.Subresource != Approval) return;
        request.Status.Conditions = conditions;
        Stamp(conditions, old.Status.Conditions, context.Now);
    }

    public override CertificateSigningRequest PrepareForStatusUpdate(CertificateSigningRequest request, CertificateSigningRequest old,
        StrategyContext context)
    {
        request.Spec = old.Spec;
        KeepDecisions(request.Status.Conditions, old.Status.Conditions);
        Stamp(request.Status.Conditions, old.Status.Conditions, context.Now);
        return request;
    }

    public override ErrorList Validate(CertificateSigningRequest request)
    {
        var errors = new ErrorList();
        CertificateRequestRules.Spec(errors, request.Spec, FieldPath.Of("spec"));
        return errors;
    }

    // What was asked was checked when it was asked.
    public override ErrorList ValidateUpdate(CertificateSigningRequest request, CertificateSigningRequest old)
    {
        var errors = new ErrorList();
        CertificateStatusRules.Update(errors, request.Status, old.Status);
        return errors;
    }

    public override ErrorList ValidateStatusUpdate(CertificateSigningRequest request, CertificateSigningRequest old)
    {
        var errors = new ErrorList();
        CertificateStatusRules.Issue(errors, request.Status, old.Status);
        return errors;
    }

    /// <summary>Whoever writes the status can't reword who approved or denied, and why.</summary>
    private static void KeepDecisions(List<CertificateSigningRequestCondition>? conditions, List<CertificateSigningRequestCondition>? old)
    {
        for (var i = 0; i < (conditions?.Count ?? 0); i++)
        {
            var type = conditions![i].Type;
            if (type is "Approved" or "Denied" && old?.Find(c => c.Type == type) is { } before) conditions[i] = before;
        }
    }

    private static void Stamp(List<CertificateSigningRequestCondition>? conditions, List<CertificateSigningRequestCondition>? old, DateTime now)
    {
        foreach (var condition in conditions ?? [])
        {
            condition.LastUpdateTime ??= now;
            condition.LastTransitionTime ??=
                old?.Find(c => c.Type == condition.Type && c.Status == condition.Status)?.LastTransitionTime ?? now;
        }
    }
}
