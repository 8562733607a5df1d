using System.Text;
using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Core;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>https://kubernetes.io/docs/concepts/configuration/secret/</summary>
internal sealed class SecretStrategy : Strategy<Secret>
{
    public override ITablePrinter Table => SecretPrinter.Instance;

    public override IReadOnlyList<string> SelectableFields { get; } = ["type"];

    public override string SelectableField(Secret secret, string field) => secret.Type;

    public override void Default(Secret secret)
    {
        if (secret.Type.Length == 0) secret.Type = "Opaque";
        // stringData is only for writing: it becomes data.
        foreach (var (key, value) in secret.StringData ?? [])
            (secret.Data ??= [])[key] = Encoding.UTF8.GetBytes(value);
        secret.StringData = null;
    }

    public override ErrorList Validate(Secret secret)
    {
        var errors = new ErrorList();
        SecretRules.Validate(errors, secret);
        return errors;
    }

    public override void PrepareForUpdate(Secret secret, Secret old, StrategyContext context)
    {
        // A client that doesn't know the type leaves it out.
        if (secret.Type.Length == 0) secret.Type = old.Type;
    }

    public override ErrorList ValidateUpdate(Secret secret, Secret old)
    {
        var errors = new ErrorList();
        if (secret.Type != old.Type) errors.Add(FieldError.Invalid(FieldPath.Of("type"), secret.Type, Messages.Immutable));
        if (old.Immutable is true)
        {
            const string Detail = "field is immutable when `immutable` is set";
            if (secret.Immutable is not true) errors.Add(FieldError.Forbidden(FieldPath.Of("immutable"), Detail));
            if (!ByteMaps.Same(secret.Data, old.Data)) errors.Add(FieldError.Forbidden(FieldPath.Of("data"), Detail));
        }
        SecretRules.Validate(errors, secret);
        return errors;
    }
}
