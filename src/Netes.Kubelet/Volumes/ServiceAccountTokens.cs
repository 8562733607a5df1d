using System.Collections.Concurrent;
using Netes.Api.AuthenticationV1;
using Netes.Api.CoreV1;
using Netes.Client;

namespace Netes.Kubelet.Volumes;

/// <summary>A token and when it is time for the next one.</summary>
internal sealed record IssuedToken(string Token, DateTime RenewAt, DateTime ExpiresAt);

/// <summary>
/// Tokens of service accounts for Pods, from the TokenRequest API; renewed at 80 % of their life, or after a day.
/// https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken
/// </summary>
internal sealed class ServiceAccountTokens(KubeClient client, TimeProvider time)
{
    private const long DefaultSeconds = 3600;

    private readonly ConcurrentDictionary<(string PodUid, string Audience, long Seconds), IssuedToken> _issued = [];

    public async Task<IssuedToken> GetAsync(Pod pod, ServiceAccountTokenProjection wanted, CancellationToken cancellation)
    {
        long seconds = wanted.ExpirationSeconds ?? DefaultSeconds;
        var key = (pod.Metadata.Uid, wanted.Audience, seconds);
        var now = time.GetUtcNow().UtcDateTime;
        if (_issued.TryGetValue(key, out var known) && now < known.RenewAt) return known;
        try
        {
            var issued = await RequestAsync(pod, wanted.Audience, seconds, now, cancellation);
            _issued[key] = issued;
            return issued;
        }
        catch (KubeApiException) when (known is not null && now < known.ExpiresAt)
        {
            // The old one serves until the server answers again.
            return known with { RenewAt = now + TimeSpan.FromSeconds(30) };
        }
    }

    public void Forget(string podUid)
    {
        foreach (var key in _issued.Keys)
            if (key.PodUid == podUid) _issued.TryRemove(key, out _);
    }

    internal static DateTime RenewalTime(DateTime issued, DateTime expires)
    {
        var early = issued + (expires - issued) * 0.8;
        var day = issued + TimeSpan.FromHours(24);
        return early < day ? early : day;
    }

    private async Task<IssuedToken> RequestAsync(Pod pod, string audience, long seconds, DateTime now, CancellationToken cancellation)
    {
        var request = new TokenRequest
        {
            Spec = new TokenRequestSpec
            {
                Audiences = audience.Length > 0 ? [audience] : null,
                ExpirationSeconds = seconds,
                BoundObjectRef = new BoundObjectReference
                {
                    Kind = "Pod", ApiVersion = "v1", Name = pod.Metadata.Name, Uid = pod.Metadata.Uid,
                },
            },
        };
        string account = pod.Spec.ServiceAccountName.Length > 0 ? pod.Spec.ServiceAccountName : "default";
        var answer = await client.Resource<ServiceAccount>()
            .PostForResultAsync(pod.Metadata.Namespace, account, "token", request, cancellation);
        var expires = answer.Status.ExpirationTimestamp ?? now + TimeSpan.FromSeconds(seconds);
        return new IssuedToken(answer.Status.Token, RenewalTime(now, expires), expires);
    }
}
