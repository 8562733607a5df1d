using System.Text;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Storage;

/// <summary>What a class of storage says to its driver.</summary>
internal static class ParameterRules
{
    private const int MaxCount = 512;
    private const int MaxBytes = 256 * 1024;

    public static void Provisioner(ErrorList errors, string name, FieldPath path)
    {
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required(path));
            return;
        }
        var lower = name.ToLowerInvariant();
        errors.AddInvalid(path, lower, NameRules.QualifiedName(lower));
    }

    public static void Parameters(ErrorList errors, Dictionary<string, string>? parameters, bool mayBeEmpty, FieldPath path)
    {
        if (parameters?.Count > MaxCount)
        {
            errors.Add(FieldError.TooLong(path, MaxCount));
            return;
        }
        var bytes = 0L;
        foreach (var (key, value) in parameters ?? [])
        {
            if (key.Length == 0) errors.Add(FieldError.Invalid(path, key, "field can not be empty."));
            bytes += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
        }
        if (bytes > MaxBytes) errors.Add(FieldError.TooLong(path, MaxBytes));
        if (!mayBeEmpty && (parameters?.Count ?? 0) == 0)
            errors.Add(FieldError.Required(path, "must contain at least one key/value pair"));
    }
}
