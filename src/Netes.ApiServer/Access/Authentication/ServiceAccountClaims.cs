using System.Text.Json;

namespace Netes.ApiServer.Access.Authentication;

/// <summary>What a bound service account token says (KEP-1205).</summary>
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
        return UserOf(Namespace, Name, Uid) with { Extra = extra };
    }

    public static UserInfo UserOf(string ns, string name, string uid) => new($"system:serviceaccount:{ns}:{name}",
        ["system:serviceaccounts", "system:serviceaccounts:" + ns, UserInfo.AuthenticatedGroup]) { Uid = uid };

    public void Write(Utf8JsonWriter json, string issuer)
    {
        json.WriteStartArray("aud");
        foreach (string audience in Audiences) json.WriteStringValue(audience);
        json.WriteEndArray();
        json.WriteNumber("exp", Expires.ToUnixTimeSeconds());
        json.WriteNumber("iat", NotBefore.ToUnixTimeSeconds());
        json.WriteString("iss", issuer);
        json.WriteString("jti", Id);
        json.WriteStartObject("kubernetes.io");
        json.WriteString("namespace", Namespace);
        WriteBound(json, "node", Node);
        WriteBound(json, "pod", Pod);
        WriteBound(json, "secret", Secret);
        WriteBound(json, "serviceaccount", new BoundObject(Name, Uid));
        if (WarnAfter is { } warn) json.WriteNumber("warnafter", warn.ToUnixTimeSeconds());
        json.WriteEndObject();
        json.WriteNumber("nbf", NotBefore.ToUnixTimeSeconds());
        json.WriteString("sub", $"system:serviceaccount:{Namespace}:{Name}");
    }

    /// <summary>The claims of a bound token; null when they are of another make.</summary>
    public static ServiceAccountClaims? Read(JsonElement root)
    {
        if (!root.TryGetProperty("kubernetes.io", out JsonElement own) || own.ValueKind != JsonValueKind.Object
            || Bound(own, "serviceaccount") is not { } account || JwtClaims.Time(root, "exp") is not { } expires) return null;
        return new ServiceAccountClaims(JwtClaims.Text(own, "namespace"), account.Name, account.Uid)
        {
            Pod = Bound(own, "pod"),
            Secret = Bound(own, "secret"),
            Node = Bound(own, "node"),
            Id = JwtClaims.Text(root, "jti"),
            Audiences = JwtClaims.Texts(root, "aud"),
            NotBefore = JwtClaims.Time(root, "nbf") ?? default,
            Expires = expires,
        };
    }

    private static BoundObject? Bound(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object
            ? new BoundObject(JwtClaims.Text(value, "name"), JwtClaims.Text(value, "uid")) : null;

    private static void WriteBound(Utf8JsonWriter json, string name, BoundObject? bound)
    {
        if (bound is null) return;
        json.WriteStartObject(name);
        json.WriteString("name", bound.Name);
        json.WriteString("uid", bound.Uid);
        json.WriteEndObject();
    }
}
