using Netes.Api;
using Netes.Api.AuthenticationV1;
using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Access.Authentication;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Resources.Subresources;

/// <summary>POST serviceaccounts/NAME/token: issues a token, bound to a Pod, Secret or Node if one is named (TokenRequest).</summary>
internal sealed class TokenSubresource(ResourceRegistry registry, ServiceAccountTokens tokens, TimeProvider time)
{
    private const long DefaultSeconds = 3600;
    private const long ShortestSeconds = 600;
    private const long LongestSeconds = 1L << 32;

    /// <summary>What Pods' own volumes ask for: such tokens live for a year, and warn when they are used after their time.</summary>
    private const long PodSeconds = 3607;
    private static readonly TimeSpan PodLifetime = TimeSpan.FromDays(365);

    public async Task HandleAsync(ApiRequest request, ResourceStore store)
    {
        WriteOptions options = WriteOptions.Parse(request, "CreateOptions");
        WireFormat format = RequestBody.Format(request.Http.Request);
        byte[] body = await RequestBody.ReadAsync(request.Http.Request, request.Cancellation);
        var wanted = (TokenRequest)RequestBody.Decode(body, format, TokenRequest.KindInfo, options.FieldValidation, request.Warn, registry.Scheme);
        ResourceItem item = await store.GetAsync(request.Namespace, request.Name, request.Cancellation) ?? throw request.NotFound();
        var account = (ServiceAccount)item.Shared;
        CheckIdentity(request, wanted, account);
        long seconds = wanted.Spec.ExpirationSeconds ?? DefaultSeconds;
        Validate(request, seconds);

        DateTimeOffset now = time.GetUtcNow();
        var claims = new ServiceAccountClaims(request.Namespace, request.Name, account.Metadata.Uid)
        {
            Id = Guid.NewGuid().ToString(),
            Audiences = wanted.Spec.Audiences is { Count: > 0 } audiences ? audiences : tokens.DefaultAudiences,
            NotBefore = now,
            Expires = now.AddSeconds(seconds),
        };
        if (wanted.Spec.BoundObjectRef is { } bound) claims = await BindAsync(request, claims, bound, account);
        if (seconds == PodSeconds && claims.Pod is not null && claims.Audiences.SequenceEqual(tokens.DefaultAudiences))
            claims = claims with { Expires = now + PodLifetime, WarnAfter = now.AddSeconds(seconds) };

        TokenRequest answer = wanted.Clone();
        answer.Metadata = new Api.MetaV1.ObjectMeta { Name = request.Name, Namespace = request.Namespace, Uid = Guid.NewGuid().ToString(), CreationTimestamp = request.Now };
        answer.Spec.Audiences = [.. claims.Audiences];
        answer.Spec.ExpirationSeconds = seconds;
        answer.Status = new TokenRequestStatus
        {
            Token = tokens.Issue(claims),
            ExpirationTimestamp = new DateTime(claims.Expires.UtcTicks - claims.Expires.UtcTicks % TimeSpan.TicksPerSecond, DateTimeKind.Utc),
        };
        if (wanted.Spec.ExpirationSeconds is not null && seconds == PodSeconds && claims.WarnAfter is { } warn)
            answer.Status.ExpirationTimestamp = new DateTime(warn.UtcTicks - warn.UtcTicks % TimeSpan.TicksPerSecond, DateTimeKind.Utc);
        await ViewWriter.WriteAsync(request, 201, answer);
    }

    private static void CheckIdentity(ApiRequest request, TokenRequest wanted, ServiceAccount account)
    {
        if (wanted.Metadata.Name.Length > 0 && wanted.Metadata.Name != account.Metadata.Name)
            throw new ErrorList { FieldError.Invalid(FieldPath.Of("metadata", "name"), wanted.Metadata.Name, "must match the service account name if specified") }
                .ToException("authentication.k8s.io", "TokenRequest", account.Metadata.Name);
        if (wanted.Metadata.Namespace.Length > 0 && wanted.Metadata.Namespace != request.Namespace)
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
    }

    private static void Validate(ApiRequest request, long seconds)
    {
        var errors = new ErrorList();
        FieldPath path = FieldPath.Of("spec", "expirationSeconds");
        if (seconds < ShortestSeconds) errors.Add(FieldError.Invalid(path, seconds, "may not specify a duration less than 10 minutes"));
        if (seconds > LongestSeconds) errors.Add(FieldError.Invalid(path, seconds, "may not specify a duration larger than 2^32 seconds"));
        if (errors.Count > 0) throw errors.ToException("authentication.k8s.io", "TokenRequest", "");
    }

    private async ValueTask<ServiceAccountClaims> BindAsync(ApiRequest request, ServiceAccountClaims claims, BoundObjectReference bound, ServiceAccount account)
    {
        string resource = (bound.ApiVersion, bound.Kind) switch
        {
            ("" or "v1", "Pod") => "pods",
            ("" or "v1", "Secret") => "secrets",
            ("" or "v1", "Node") => "nodes",
            _ => throw ApiErrors.BadRequest($"cannot bind token to object of type {(bound.ApiVersion.Contains('/', StringComparison.Ordinal) ? "" : "/")}{bound.ApiVersion}, Kind={bound.Kind}"),
        };
        ResourceStore store = registry.Get("", "v1", resource);
        ResourceItem item = await store.GetAsync(store.Definition.Type.Namespaced ? request.Namespace : "", bound.Name, request.Cancellation)
            ?? throw ApiErrors.NotFound("", resource, bound.Name);
        IApiObject target = item.Shared;
        if (bound.Uid.Length > 0 && bound.Uid != target.Metadata.Uid)
            throw ApiErrors.Conflict("", bound.Kind, bound.Name,
                $"the UID in the bound object reference ({bound.Uid}) does not match the UID in record. The object might have been deleted and then recreated");
        var reference = new BoundObject(target.Metadata.Name, target.Metadata.Uid);
        switch (target)
        {
            case Pod pod:
                if (pod.Spec.ServiceAccountName != account.Metadata.Name)
                    throw ApiErrors.BadRequest($"cannot bind token for serviceaccount {GoValue.Quote(account.Metadata.Name)} to pod running with different serviceaccount name.");
                BoundObject? node = null;
                if (pod.Spec.NodeName.Length > 0)
                {
                    ResourceItem? on = await registry.Get("", "v1", "nodes").GetAsync("", pod.Spec.NodeName, request.Cancellation);
                    node = new BoundObject(pod.Spec.NodeName, on?.Shared.Metadata.Uid ?? "");
                }
                return claims with { Pod = reference, Node = node };
            case Secret: return claims with { Secret = reference };
            default: return claims with { Node = reference };
        }
    }
}
