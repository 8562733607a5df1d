using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Netes.Api.CoreV1;

namespace Netes.ApiServer.Access.Authentication;

/// <summary>
/// Tokens for joining nodes, kept as Secrets of type bootstrap.kubernetes.io/token in kube-system
/// (https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/).
/// </summary>
internal sealed partial class BootstrapTokens(ITokenBindings bindings, IReadOnlyList<string> ownAudiences, TimeProvider time) : ITokenAuthenticator
{
    private const string Group = "system:bootstrappers";

    public async ValueTask<TokenDecision> AuthenticateAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        if (TokenForm().Match(token) is not { Success: true } parts) return TokenDecision.None;
        string[] shared = [.. ownAudiences.Intersect(audiences)];
        if (shared.Length == 0) return TokenDecision.None;
        string id = parts.Groups[1].Value;
        Secret? secret = await bindings.FindSecretAsync("kube-system", "bootstrap-token-" + id, cancellationToken);
        if (secret is null || secret.Metadata.DeletionTimestamp is not null || secret.Type != "bootstrap.kubernetes.io/token") return TokenDecision.None;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Value(secret, "token-secret")), Encoding.UTF8.GetBytes(parts.Groups[2].Value))
            || Value(secret, "token-id") != id || IsExpired(secret) || Value(secret, "usage-bootstrap-authentication") != "true") return TokenDecision.None;
        return Groups(secret) is { } groups
            ? new TokenDecision(new TokenIdentity(new UserInfo("system:bootstrap:" + id, groups).Authenticated(), shared)) : TokenDecision.None;
    }

    private bool IsExpired(Secret secret)
    {
        string text = Value(secret, "expiration");
        if (text.Length == 0) return false;
        return !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset end) || end <= time.GetUtcNow();
    }

    private static List<string>? Groups(Secret secret)
    {
        var groups = new List<string> { Group };
        foreach (string group in Value(secret, "auth-extra-groups").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!GroupForm().IsMatch(group)) return null;
            if (!groups.Contains(group)) groups.Add(group);
        }
        return groups;
    }

    private static string Value(Secret secret, string key) =>
        secret.Data is { } data && data.TryGetValue(key, out byte[]? value) && value is not null ? Encoding.UTF8.GetString(value) : "";

    [GeneratedRegex(@"\A([a-z0-9]{6})\.([a-z0-9]{16})\z")]
    private static partial Regex TokenForm();

    [GeneratedRegex(@"\Asystem:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]\z")]
    private static partial Regex GroupForm();
}
