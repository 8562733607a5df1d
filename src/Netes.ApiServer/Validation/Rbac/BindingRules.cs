using Netes.Api.RbacV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Rbac;

/// <summary>The rules of who gets a role: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding</summary>
internal static class BindingRules
{
    public const string Group = "rbac.authorization.k8s.io";

    public static void Validate(ErrorList errors, RoleRef role, List<Subject>? subjects, bool namespaced)
    {
        Role(errors, role, namespaced, FieldPath.Of("roleRef"));
        var path = FieldPath.Of("subjects");
        for (var i = 0; i < (subjects?.Count ?? 0); i++)
            Who(errors, subjects![i], namespaced, path.Index(i));
    }

    public static void RoleStays(ErrorList errors, RoleRef role, RoleRef old)
    {
        if (role.DeepEquals(old)) return;
        var text = new GoStruct().Add("APIGroup", role.ApiGroup).Add("Kind", role.Kind).Add("Name", role.Name).Text;
        errors.Add(FieldError.Invalid(FieldPath.Of("roleRef"), text, "cannot change roleRef"));
    }

    private static void Role(ErrorList errors, RoleRef role, bool namespaced, FieldPath path)
    {
        if (role.ApiGroup != Group) errors.Add(FieldError.NotSupported(path.Child("apiGroup"), role.ApiGroup, Group));
        string[] kinds = namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
        if (!kinds.Contains(role.Kind)) errors.Add(FieldError.NotSupported(path.Child("kind"), role.Kind, kinds));
        ReferenceRules.Segment(errors, role.Name, path.Child("name"));
    }

    private static void Who(ErrorList errors, Subject subject, bool namespaced, FieldPath path)
    {
        if (subject.Name.Length == 0) errors.Add(FieldError.Required(path.Child("name")));
        switch (subject.Kind)
        {
            case "ServiceAccount":
                if (subject.Name.Length > 0) errors.AddInvalid(path.Child("name"), subject.Name, NameRules.DnsSubdomain(subject.Name));
                if (subject.ApiGroup.Length > 0) errors.Add(FieldError.NotSupported(path.Child("apiGroup"), subject.ApiGroup, ""));
                if (!namespaced && subject.Namespace.Length == 0) errors.Add(FieldError.Required(path.Child("namespace")));
                break;
            case "User" or "Group":
                if (subject.ApiGroup != Group) errors.Add(FieldError.NotSupported(path.Child("apiGroup"), subject.ApiGroup, Group));
                break;
            default:
                errors.Add(FieldError.NotSupported(path.Child("kind"), subject.Kind, "ServiceAccount", "User", "Group"));
                break;
        }
    }
}
