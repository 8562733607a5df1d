using Netes.Api.RbacV1;
using Netes.ApiServer.Validation.Rbac;

namespace Netes.ApiServer.Strategies.Rbac;

/// <summary>The API groups that a binding may leave out.</summary>
internal static class BindingDefaults
{
    public static void Apply(RoleRef role, List<Subject>? subjects)
    {
        if (role.ApiGroup.Length == 0) role.ApiGroup = BindingRules.Group;
        foreach (var subject in subjects ?? [])
        {
            if (subject.ApiGroup.Length == 0 && subject.Kind is "User" or "Group") subject.ApiGroup = BindingRules.Group;
        }
    }
}
