using Netes.Api.CertificatesV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

/// <summary>The table of certificate signing requests.</summary>
internal static class CertificatePrinters
{
    public static ITablePrinter Requests { get; } = new RowPrinter<CertificateSigningRequest>(
        [
            Columns.Name, Columns.Age, Columns.Text("SignerName", "Who is to sign."), Columns.Text("Requestor", "Who asks."),
            Columns.Text("RequestedDuration", "How long the certificate is to last."), Columns.Text("Condition", "How far it got."),
        ],
        (request, now) =>
        [
            request.Metadata.Name, Cells.Age(request.Metadata, now), request.Spec.SignerName, request.Spec.Username,
            request.Spec.ExpirationSeconds is { } seconds ? Age.Of(TimeSpan.FromSeconds(seconds)) : Cells.None, Condition(request.Status),
        ]);

    private static string Condition(CertificateSigningRequestStatus status)
    {
        bool Has(string type) => status.Conditions?.Exists(c => c.Type == type) is true;
        var text = Has("Denied") ? "Denied" : Has("Approved") ? "Approved" : "Pending";
        if (Has("Failed")) text += ",Failed";
        if (status.Certificate is { Length: > 0 }) text += ",Issued";
        return text;
    }
}
