using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Netes.ApiServer.Tests.Admission.Webhooks;

/// <summary>An admission webhook over HTTPS on this machine, with a certificate of its own.</summary>
internal sealed class LocalWebhook : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly Func<JsonElement, string> respond;

    private LocalWebhook(Func<JsonElement, string> respond, X509Certificate2 certificate)
    {
        this.respond = respond;
        CaBundle = Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(certificate);
            }));
        application = builder.Build();
        application.Run(AnswerAsync);
    }

    public string CaBundle { get; }

    public string Url => application.Urls.Single() + "/review";

    /// <summary>The requests of the reviews that came.</summary>
    public List<JsonElement> Requests { get; } = [];

    /// <param name="respond">Gives the members of the response besides uid, as JSON without braces, from the review's request.</param>
    public static async Task<LocalWebhook> StartAsync(Func<JsonElement, string> respond)
    {
        var webhook = new LocalWebhook(respond, Certificate());
        await webhook.application.StartAsync();
        return webhook;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using JsonDocument review = await JsonDocument.ParseAsync(context.Request.Body);
        JsonElement request = review.RootElement.GetProperty("request").Clone();
        lock (Requests) Requests.Add(request);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$"""
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":{{request.GetProperty("uid").GetRawText()}},{{respond(request)}} } }
            """);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=webhook", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddHours(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
