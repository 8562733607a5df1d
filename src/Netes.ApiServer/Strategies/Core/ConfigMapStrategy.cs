using System.Text;
using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>https://kubernetes.io/docs/concepts/configuration/configmap/</summary>
internal sealed class ConfigMapStrategy : Strategy<ConfigMap>
{
    /// <summary>All values together, in bytes.</summary>
    internal const int MaxBytes = 1024 * 1024;

    public override ITablePrinter Table => ConfigMapPrinter.Instance;

    public override ErrorList Validate(ConfigMap map)
    {
        var errors = new ErrorList();
        var total = 0L;
        foreach (var (key, value) in (map.Data ?? []).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            var path = FieldPath.Of("data").Key(key);
            errors.AddInvalid(path, key, ValueRules.ConfigMapKey(key));
            if (map.BinaryData?.ContainsKey(key) is true)
                errors.Add(FieldError.Invalid(path, key, "duplicate of key present in binaryData"));
            total += Encoding.UTF8.GetByteCount(value);
        }
        foreach (var (key, value) in (map.BinaryData ?? []).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            errors.AddInvalid(FieldPath.Of("binaryData").Key(key), key, ValueRules.ConfigMapKey(key));
            total += value?.Length ?? 0;
        }
        if (total > MaxBytes) errors.Add(FieldError.TooLong(FieldPath.Of(""), MaxBytes) with { Field = "[]" });
        return errors;
    }

    public override ErrorList ValidateUpdate(ConfigMap map, ConfigMap old)
    {
        var errors = new ErrorList();
        if (old.Immutable is true)
        {
            const string Detail = "field is immutable when `immutable` is set";
            if (map.Immutable is not true) errors.Add(FieldError.Forbidden(FieldPath.Of("immutable"), Detail));
            if (!SameData(map.Data, old.Data)) errors.Add(FieldError.Forbidden(FieldPath.Of("data"), Detail));
            if (!ByteMaps.Same(map.BinaryData, old.BinaryData)) errors.Add(FieldError.Forbidden(FieldPath.Of("binaryData"), Detail));
        }
        errors.AddRange(Validate(map));
        return errors;
    }

    private static bool SameData(Dictionary<string, string>? a, Dictionary<string, string>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a ?? []).All(p => b!.TryGetValue(p.Key, out var value) && value == p.Value);
}
