using Netes.Api.FlowControlV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.FlowControl;

/// <summary>For whom a FlowSchema is: each kind of subject has its own member, and only that.</summary>
internal static class FlowSubjectRules
{
    public static void Validate(ErrorList errors, Subject subject, FieldPath path)
    {
        switch (subject.Kind)
        {
            case "ServiceAccount":
                Account(errors, subject.ServiceAccount, path.Child("serviceAccount"));
                Forbid(errors, subject.User, "user", "User", path);
                Forbid(errors, subject.Group, "group", "Group", path);
                break;
            case "User":
                Named(errors, subject.User?.Name, "user", "User", path);
                Forbid(errors, subject.ServiceAccount, "serviceAccount", "ServiceAccount", path);
                Forbid(errors, subject.Group, "group", "Group", path);
                break;
            case "Group":
                Named(errors, subject.Group?.Name, "group", "Group", path);
                Forbid(errors, subject.ServiceAccount, "serviceAccount", "ServiceAccount", path);
                Forbid(errors, subject.User, "user", "User", path);
                break;
            default:
                errors.Add(FieldError.NotSupported(path.Child("kind"), subject.Kind, "Group", "ServiceAccount", "User"));
                break;
        }
    }

    private static void Forbid(ErrorList errors, object? member, string name, string kind, FieldPath path)
    {
        if (member is not null) errors.Add(FieldError.Forbidden(path.Child(name), $"{name} is forbidden when subject kind is not '{kind}'"));
    }

    private static void Named(ErrorList errors, string? subject, string name, string kind, FieldPath path)
    {
        if (subject is null) errors.Add(FieldError.Required(path.Child(name), $"{name} is required when subject kind is '{kind}'"));
        else if (subject.Length == 0) errors.Add(FieldError.Required(path.Child(name, "name")));
    }

    private static void Account(ErrorList errors, ServiceAccountSubject? account, FieldPath path)
    {
        if (account is null)
        {
            errors.Add(FieldError.Required(path, "serviceAccount is required when subject kind is 'ServiceAccount'"));
            return;
        }
        if (account.Name.Length == 0) errors.Add(FieldError.Required(path.Child("name")));
        else if (account.Name != "*") errors.AddInvalid(path.Child("name"), account.Name, NameRules.DnsSubdomain(account.Name));
        if (account.Namespace.Length == 0) errors.Add(FieldError.Required(path.Child("namespace"), "must specify namespace for service account"));
        else errors.AddInvalid(path.Child("namespace"), account.Namespace, NameRules.DnsLabel(account.Namespace));
    }
}
