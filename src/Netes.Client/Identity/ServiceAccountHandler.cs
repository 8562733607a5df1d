using System.Net;
using System.Net.Http.Headers;
using Netes.Api.AuthenticationV1;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;

namespace Netes.Client.Identity;

/// <summary>
/// Sends each request as a service account, with a token that <paramref name="issuer"/> asks for and renews at 80 % of its life.
/// The account is made when there is none, as kube-controller-manager's --use-service-account-credentials does it.
/// </summary>
/// <param name="issuer">May create the account and its tokens. Not disposed here.</param>
public sealed class ServiceAccountHandler(KubeClient issuer, string ns, string name, HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    private readonly SemaphoreSlim _asking = new(1, 1);
    private volatile Issued? _token;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        var response = await base.SendAsync(request, cancellationToken);
        // The account may have been deleted and made anew: the caller tries again, with a token of the new one.
        if (response.StatusCode == HttpStatusCode.Unauthorized) Interlocked.CompareExchange(ref _token, null, token);
        return response;
    }

    private async ValueTask<Issued> TokenAsync(CancellationToken cancellation)
    {
        if (_token is { } known && time.GetUtcNow() < known.RenewAt) return known;
        await _asking.WaitAsync(cancellation);
        try
        {
            if (_token is { } renewed && time.GetUtcNow() < renewed.RenewAt) return renewed;
            return _token = await AskAsync(cancellation);
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task<Issued> AskAsync(CancellationToken cancellation)
    {
        var accounts = issuer.Resource<ServiceAccount>();
        try
        {
            return await IssueAsync(accounts, cancellation);
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            await CreateAccountAsync(accounts, cancellation);
            return await IssueAsync(accounts, cancellation);
        }
    }

    private async Task<Issued> IssueAsync(ResourceClient<ServiceAccount> accounts, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var answer = await accounts.PostForResultAsync(ns, name, "token", new TokenRequest(), cancellation);
        var expires = answer.Status.ExpirationTimestamp ?? now.UtcDateTime.AddHours(1);
        return new Issued(answer.Status.Token, now + (expires - now) * 0.8);
    }

    private async Task CreateAccountAsync(ResourceClient<ServiceAccount> accounts, CancellationToken cancellation)
    {
        try
        {
            await accounts.CreateAsync(new ServiceAccount { Metadata = new ObjectMeta { Namespace = ns, Name = name } }, cancellation);
        }
        catch (KubeApiException e) when (e.IsAlreadyExists)
        {
            // Another replica was first.
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _asking.Dispose();
        base.Dispose(disposing);
    }

    private sealed record Issued(string Value, DateTimeOffset RenewAt);
}
