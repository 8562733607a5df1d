using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>Environment variables and where their values come from.</summary>
internal static class EnvRules
{
    private const string TwoSources = "may not have more than one field specified at a time";

    public static void Env(ErrorList errors, List<EnvVar>? variables, FieldPath path)
    {
        for (var i = 0; i < (variables?.Count ?? 0); i++)
        {
            var variable = variables![i];
            var at = path.Index(i);
            if (variable.Name.Length == 0) errors.Add(FieldError.Required(at.Child("name")));
            else errors.AddInvalid(at.Child("name"), variable.Name, ValueRules.EnvVarName(variable.Name));
            if (variable.ValueFrom is { } source) ValueFrom(errors, source, variable.Value, at.Child("valueFrom"));
        }
    }

    private static void ValueFrom(ErrorList errors, EnvVarSource source, string value, FieldPath path)
    {
        var sources = 0;
        if (source.FieldRef is { } field)
        {
            sources++;
            FieldRefRules.Validate(errors, field, path.Child("fieldRef"), FieldRefRules.EnvFields);
        }
        if (source.ResourceFieldRef is { } resource)
        {
            sources++;
            ResourceFieldRules.Validate(errors, resource, path.Child("resourceFieldRef"), inVolume: false);
        }
        if (source.ConfigMapKeyRef is { } configMap)
        {
            sources++;
            NameAndKey(errors, configMap.Name, configMap.Key, path.Child("configMapKeyRef"));
        }
        if (source.SecretKeyRef is { } secret)
        {
            sources++;
            NameAndKey(errors, secret.Name, secret.Key, path.Child("secretKeyRef"));
        }
        if (source.FileKeyRef is { } file)
        {
            sources++;
            FileKey(errors, file, path.Child("fileKeyRef"));
        }
        if (sources == 0)
        {
            errors.Add(FieldError.Invalid(path, "",
                "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"));
        }
        if (value.Length > 0)
        {
            if (sources > 0) errors.Add(FieldError.Invalid(path, "", "may not be specified when `value` is not empty"));
        }
        else if (sources > 1) errors.Add(FieldError.Invalid(path, "", TwoSources));
    }

    private static void NameAndKey(ErrorList errors, string name, string key, FieldPath path)
    {
        if (name.Length == 0) errors.Add(FieldError.Required(path.Child("name")));
        else errors.AddInvalid(path.Child("name"), name, NameRules.DnsSubdomain(name));
        if (key.Length == 0) errors.Add(FieldError.Required(path.Child("key")));
        else errors.AddInvalid(path.Child("key"), key, ValueRules.ConfigMapKey(key));
    }

    /// <summary>KEP-3721: variables from a file that an init container wrote.</summary>
    private static void FileKey(ErrorList errors, FileKeySelector file, FieldPath path)
    {
        if (file.VolumeName.Length == 0) errors.Add(FieldError.Required(path.Child("volumeName")));
        else errors.AddInvalid(path.Child("volumeName"), file.VolumeName, NameRules.DnsLabel(file.VolumeName));
        if (file.Path.Length == 0) errors.Add(FieldError.Required(path.Child("path")));
        else PathRules.LocalDescending(errors, file.Path, path.Child("path"));
        if (file.Key.Length == 0) errors.Add(FieldError.Required(path.Child("key")));
        else errors.AddInvalid(path.Child("key"), file.Key, ValueRules.EnvVarName(file.Key));
    }

    public static void EnvFrom(ErrorList errors, List<EnvFromSource>? sources, FieldPath path)
    {
        for (var i = 0; i < (sources?.Count ?? 0); i++)
        {
            var source = sources![i];
            var at = path.Index(i);
            if (source.Prefix.Length > 0) errors.AddInvalid(at.Child("prefix"), source.Prefix, ValueRules.EnvVarName(source.Prefix));
            var count = 0;
            if (source.ConfigMapRef is { } configMap)
            {
                count++;
                Name(errors, configMap.Name, at.Child("configMapRef"));
            }
            if (source.SecretRef is { } secret)
            {
                count++;
                Name(errors, secret.Name, at.Child("secretRef"));
            }
            if (count == 0) errors.Add(FieldError.Invalid(path, "", "must specify one of: `configMapRef` or `secretRef`"));
            else if (count > 1) errors.Add(FieldError.Invalid(path, "", TwoSources));
        }
    }

    private static void Name(ErrorList errors, string name, FieldPath path)
    {
        if (name.Length == 0) errors.Add(FieldError.Required(path.Child("name")));
        else errors.AddInvalid(path.Child("name"), name, NameRules.DnsSubdomain(name));
    }

    /// <summary>Files for variables come from emptyDir volumes of the Pod.</summary>
    public static void FileKeyVolumes(ErrorList errors, IEnumerable<List<EnvVar>?>? containers, FieldPath path,
        IReadOnlyDictionary<string, Volume> volumes)
    {
        var index = 0;
        foreach (var variables in containers ?? [])
        {
            for (var i = 0; i < (variables?.Count ?? 0); i++)
            {
                if (variables![i].ValueFrom?.FileKeyRef is not { VolumeName.Length: > 0 } file) continue;
                var at = path.Index(index).Child("env").Index(i).Child("valueFrom").Child("fileKeyRef", "volumeName");
                if (!volumes.TryGetValue(file.VolumeName, out var volume)) errors.Add(FieldError.NotFound(at, file.VolumeName));
                else if (volume.EmptyDir is null)
                    errors.Add(FieldError.Invalid(at, file.VolumeName, "referenced volume must be of type emptyDir"));
            }
            index++;
        }
    }
}
