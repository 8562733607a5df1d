using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Resource;

/// <summary>Names of drivers, pools, devices, attributes (KEP-4381).</summary>
internal static class DeviceNames
{
    private const int PoolMaxLength = 253;
    private const int IdMaxLength = 32;

    public static void Driver(ErrorList errors, string name, FieldPath path) => Pods.RemoteVolumeRules.CsiDriverName(errors, name, path);

    public static void Label(ErrorList errors, string name, FieldPath path) => errors.AddInvalid(path, name, NameRules.DnsLabel(name));

    public static void RequiredLabel(ErrorList errors, string name, FieldPath path)
    {
        if (name.Length == 0) errors.Add(FieldError.Required(path));
        else Label(errors, name, path);
    }

    public static void Class(ErrorList errors, string name, FieldPath path)
    {
        if (name.Length == 0) errors.Add(FieldError.Required(path));
        else errors.AddInvalid(path, name, NameRules.DnsSubdomain(name));
    }

    public static void Node(ErrorList errors, string name, FieldPath path) => errors.AddInvalid(path, name, NameRules.DnsSubdomain(name));

    public static void Pool(ErrorList errors, string name, FieldPath path)
    {
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required(path));
            return;
        }
        if (name.Length > PoolMaxLength) errors.Add(FieldError.TooLong(path, PoolMaxLength));
        foreach (var part in name.Split('/')) errors.AddInvalid(path, part, NameRules.DnsSubdomain(part));
    }

    /// <summary>An identifier, with or without the domain of a driver before it.</summary>
    public static void Qualified(ErrorList errors, string name, FieldPath path)
    {
        switch (name.Split('/'))
        {
            case [var id]:
                Identifier(errors, id, path);
                break;
            case [var domain, var id]:
                if (domain.Length == 0) errors.Add(FieldError.Invalid(path, "", "the domain must not be empty"));
                else Driver(errors, domain, path);
                if (id.Length == 0) errors.Add(FieldError.Invalid(path, "", "the name must not be empty"));
                else Identifier(errors, id, path);
                break;
            default:
                errors.Add(FieldError.Invalid(path, name, "must not contain more than one slash"));
                break;
        }
    }

    public static void FullyQualified(ErrorList errors, string name, FieldPath path)
    {
        Qualified(errors, name, path);
        if (!name.Contains('/'))
            errors.Add(FieldError.Invalid(path, name, "a fully qualified name must be a domain and a name separated by a slash"));
    }

    private static void Identifier(ErrorList errors, string id, FieldPath path)
    {
        if (id.Length > IdMaxLength) errors.Add(FieldError.TooLong(path, IdMaxLength));
        errors.AddInvalid(path, id, ValueRules.CIdentifier(id));
    }
}
