using System.Text.Json;
using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Strategies.Core;

namespace Netes.ApiServer.Validation.Core;

/// <summary>What the types of Secrets must hold.</summary>
internal static class SecretRules
{
    private const string Redacted = "<secret contents redacted>";
    private static readonly FieldPath Data = FieldPath.Of("data");

    public static void Validate(ErrorList errors, Secret secret)
    {
        var total = 0L;
        foreach (var (key, value) in (secret.Data ?? []).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            errors.AddInvalid(Data.Key(key), key, ValueRules.ConfigMapKey(key));
            total += value?.Length ?? 0;
        }
        if (total > ConfigMapStrategy.MaxBytes) errors.Add(FieldError.TooLong(Data, ConfigMapStrategy.MaxBytes));
        switch (secret.Type)
        {
            case "kubernetes.io/service-account-token":
                const string Name = "kubernetes.io/service-account.name";
                if (secret.Metadata.Annotations?.GetValueOrDefault(Name) is not { Length: > 0 })
                    errors.Add(FieldError.Required(FieldPath.Of("metadata", "annotations").Key(Name)));
                break;
            case "kubernetes.io/dockercfg":
                Json(errors, secret, ".dockercfg");
                break;
            case "kubernetes.io/dockerconfigjson":
                Json(errors, secret, ".dockerconfigjson");
                break;
            case "kubernetes.io/basic-auth":
                if (!Has(secret, "username") && !Has(secret, "password"))
                {
                    errors.Add(FieldError.Required(Data.Key("username")));
                    errors.Add(FieldError.Required(Data.Key("password")));
                }
                break;
            case "kubernetes.io/ssh-auth":
                if (secret.Data?.GetValueOrDefault("ssh-privatekey") is not { Length: > 0 })
                    errors.Add(FieldError.Required(Data.Key("ssh-privatekey")));
                break;
            case "kubernetes.io/tls":
                if (!Has(secret, "tls.crt")) errors.Add(FieldError.Required(Data.Key("tls.crt")));
                if (!Has(secret, "tls.key")) errors.Add(FieldError.Required(Data.Key("tls.key")));
                break;
        }
    }

    private static bool Has(Secret secret, string key) => secret.Data?.ContainsKey(key) is true;

    private static void Json(ErrorList errors, Secret secret, string key)
    {
        if (secret.Data?.TryGetValue(key, out var bytes) is not true)
        {
            errors.Add(FieldError.Required(Data.Key(key)));
            return;
        }
        try
        {
            using var document = JsonDocument.Parse(bytes ?? []);
            if (document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
                errors.Add(FieldError.Invalid(Data.Key(key), Redacted, "json: cannot unmarshal value into Go value of type map[string]interface {}"));
        }
        catch (JsonException)
        {
            errors.Add(FieldError.Invalid(Data.Key(key), Redacted, GoJsonSyntax.Describe(bytes ?? [])));
        }
    }
}
