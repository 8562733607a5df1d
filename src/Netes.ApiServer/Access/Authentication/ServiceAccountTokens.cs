using System.Text.Json;

namespace Netes.ApiServer.Access.Authentication;

/// <summary>What a service account token says (KEP-1205 bound tokens).</summary>
internal sealed record ServiceAccountClaims(string Namespace, string Name, string Uid)
{
    public BoundObject? Pod { get; init; }
    public BoundObject? Secret { get; init; }
    public BoundObject? Node { get; init; }
    public string Id { get; init; } = "";
    public IReadOnlyList<string> Audiences { get; init; } = [];
    public DateTimeOffset NotBefore { get; init; }
    public DateTimeOffset Expires { get; init; }

    /// <summary>The time from which the token warns that it should have been renewed; only for long-lived defaults.</summary>
    public DateTimeOffset? WarnAfter { get; init; }

    public UserInfo ToUser()
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>();
        if (Id.Length > 0) extra["authentication.kubernetes.io/credential-id"] = ["JTI=" + Id];
        if (Pod is not null)
        {
            extra["authentication.kubernetes.io/pod-name"] = [Pod.Name];
            extra["authentication.kubernetes.io/pod-uid"] = [Pod.Uid];
        }
        if (Node is not null)
        {
            extra["authentication.kubernetes.io/node-name"] = [Node.Name];
            if (Node.Uid.Length > 0) extra["authentication.kubernetes.io/node-uid"] = [Node.Uid];
        }
        return new UserInfo($"system:serviceaccount:{Namespace}:{Name}",
            ["system:serviceaccounts", "system:serviceaccounts:" + Namespace, UserInfo.AuthenticatedGroup]) { Uid = Uid, Extra = extra };
    }
}

/// <summary>An object whose deletion ends a token.</summary>
internal sealed record BoundObject(string Name, string Uid);

/// <summary>Tells whether what a token is bound to is still there.</summary>
internal interface ITokenBindings
{
    /// <summary>The uid of a service account, Pod, Secret or Node; null when there is none of that name.</summary>
    ValueTask<string?> FindUidAsync(string resource, string ns, string name, CancellationToken cancellationToken);
}

/// <summary>Makes and checks service account tokens.</summary>
internal sealed class ServiceAccountTokens(JsonWebToken signer, string issuer, ITokenBindings bindings, TimeProvider time) : ITokenAuthenticator
{
    public string Issuer => issuer;

    /// <summary>The audience of tokens that name none: the server itself.</summary>
    public IReadOnlyList<string> DefaultAudiences { get; } = [issuer];

    public string Issue(ServiceAccountClaims claims) => signer.Sign(json =>
    {
        json.WriteStartArray("aud");
        foreach (string audience in claims.Audiences) json.WriteStringValue(audience);
        json.WriteEndArray();
        json.WriteNumber("exp", claims.Expires.ToUnixTimeSeconds());
        json.WriteNumber("iat", claims.NotBefore.ToUnixTimeSeconds());
        json.WriteString("iss", issuer);
        json.WriteString("jti", claims.Id);
        json.WriteStartObject("kubernetes.io");
        json.WriteString("namespace", claims.Namespace);
        WriteBound(json, "node", claims.Node);
        WriteBound(json, "pod", claims.Pod);
        WriteBound(json, "secret", claims.Secret);
        WriteBound(json, "serviceaccount", new BoundObject(claims.Name, claims.Uid));
        if (claims.WarnAfter is { } warn) json.WriteNumber("warnafter", warn.ToUnixTimeSeconds());
        json.WriteEndObject();
        json.WriteNumber("nbf", claims.NotBefore.ToUnixTimeSeconds());
        json.WriteString("sub", $"system:serviceaccount:{claims.Namespace}:{claims.Name}");
    });

    public ValueTask<TokenIdentity?> AuthenticateAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken) =>
        AuthenticateForAsync(token, audiences.Count == 0 ? DefaultAudiences : audiences, cancellationToken);

    private async ValueTask<TokenIdentity?> AuthenticateForAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        using JsonDocument? document = signer.Verify(token);
        if (document is null || Read(document.RootElement) is not { } claims) return null;
        DateTimeOffset now = time.GetUtcNow();
        if (claims.Expires <= now || claims.NotBefore > now.AddMinutes(1)) return null;
        string[] shared = [.. claims.Audiences.Intersect(audiences)];
        if (shared.Length == 0) return null;
        if (await bindings.FindUidAsync("serviceaccounts", claims.Namespace, claims.Name, cancellationToken) != claims.Uid) return null;
        if (claims.Pod is { } pod && await bindings.FindUidAsync("pods", claims.Namespace, pod.Name, cancellationToken) != pod.Uid) return null;
        if (claims.Secret is { } secret && await bindings.FindUidAsync("secrets", claims.Namespace, secret.Name, cancellationToken) != secret.Uid) return null;
        return new TokenIdentity(claims.ToUser(), shared);
    }

    private ServiceAccountClaims? Read(JsonElement root)
    {
        if (Text(root, "iss") != issuer || !root.TryGetProperty("kubernetes.io", out JsonElement own)
            || Bound(own, "serviceaccount") is not { } account) return null;
        if (!root.TryGetProperty("exp", out JsonElement expires) || !root.TryGetProperty("nbf", out JsonElement start)) return null;
        List<string> audiences = [];
        if (root.TryGetProperty("aud", out JsonElement audience))
        {
            if (audience.ValueKind == JsonValueKind.String) audiences.Add(audience.GetString()!);
            else foreach (JsonElement item in audience.EnumerateArray()) audiences.Add(item.GetString() ?? "");
        }
        return new ServiceAccountClaims(Text(own, "namespace"), account.Name, account.Uid)
        {
            Pod = Bound(own, "pod"),
            Secret = Bound(own, "secret"),
            Node = Bound(own, "node"),
            Id = Text(root, "jti"),
            Audiences = audiences,
            NotBefore = DateTimeOffset.FromUnixTimeSeconds(start.GetInt64()),
            Expires = DateTimeOffset.FromUnixTimeSeconds(expires.GetInt64()),
        };
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static BoundObject? Bound(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? new BoundObject(Text(value, "name"), Text(value, "uid")) : null;

    private static void WriteBound(Utf8JsonWriter json, string name, BoundObject? bound)
    {
        if (bound is null) return;
        json.WriteStartObject(name);
        json.WriteString("name", bound.Name);
        json.WriteString("uid", bound.Uid);
        json.WriteEndObject();
    }
}
