using Netes.Api.FlowControlV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.FlowControl;

/// <summary>The rules of a FlowSchema: https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#flowschema</summary>
internal static class FlowSchemaRules
{
    private const int LastPrecedence = 10000;

    public static void Validate(ErrorList errors, FlowSchema schema)
    {
        var path = FieldPath.Of("spec");
        Spec(errors, schema.Spec, schema.Metadata.Name, path);
        MandatoryFlows.Check(errors, schema, path);
        var conditions = FieldPath.Of("status", "conditions");
        ConditionTypes(errors, (schema.Status.Conditions ?? []).Select(c => c.Type), conditions);
    }

    private static void Spec(ErrorList errors, FlowSchemaSpec spec, string name, FieldPath path)
    {
        var precedence = path.Child("matchingPrecedence");
        if (spec.MatchingPrecedence <= 0) errors.Add(FieldError.Invalid(precedence, spec.MatchingPrecedence, "must be a positive value"));
        if (spec.MatchingPrecedence > LastPrecedence)
            errors.Add(FieldError.Invalid(precedence, spec.MatchingPrecedence, $"must not be greater than {LastPrecedence}"));
        if (spec.MatchingPrecedence == 1 && name != ApiServer.FlowControl.BootstrapFlows.Exempt)
            errors.Add(FieldError.Invalid(precedence, 1, "only the schema named 'exempt' may have matchingPrecedence 1"));
        if (spec.DistinguisherMethod is { Type: not ("ByNamespace" or "ByUser") } method)
        {
            errors.Add(FieldError.NotSupported(path.Child("distinguisherMethod", "type"), new GoStruct().Add("Type", method.Type).Text,
                "ByNamespace", "ByUser"));
        }
        var level = path.Child("priorityLevelConfiguration", "name");
        var levelName = spec.PriorityLevelConfiguration.Name;
        if (levelName.Length == 0) errors.Add(FieldError.Required(level, "must reference a priority level"));
        else errors.AddInvalid(level, levelName, NameRules.DnsSubdomain(levelName));
        for (var i = 0; i < (spec.Rules?.Count ?? 0); i++) Rule(errors, spec.Rules![i], path.Child("rules").Index(i));
    }

    private static void Rule(ErrorList errors, PolicyRulesWithSubjects rule, FieldPath path)
    {
        var subjects = path.Child("subjects");
        if ((rule.Subjects?.Count ?? 0) == 0) errors.Add(FieldError.Required(subjects, "subjects must contain at least one value"));
        for (var i = 0; i < (rule.Subjects?.Count ?? 0); i++) FlowSubjectRules.Validate(errors, rule.Subjects![i], subjects.Index(i));
        if ((rule.ResourceRules?.Count ?? 0) == 0 && (rule.NonResourceRules?.Count ?? 0) == 0)
            errors.Add(FieldError.Required(path, "at least one of resourceRules and nonResourceRules has to be non-empty"));
        for (var i = 0; i < (rule.ResourceRules?.Count ?? 0); i++)
            FlowRequestRules.Resource(errors, rule.ResourceRules![i], path.Child("resourceRules").Index(i));
        for (var i = 0; i < (rule.NonResourceRules?.Count ?? 0); i++)
            FlowRequestRules.NonResource(errors, rule.NonResourceRules![i], path.Child("nonResourceRules").Index(i));
    }

    /// <summary>Also a priority level's conditions.</summary>
    public static void ConditionTypes(ErrorList errors, IEnumerable<string> types, FieldPath path)
    {
        var seen = new HashSet<string>();
        var i = 0;
        foreach (var type in types)
        {
            var at = path.Index(i++).Child("type");
            if (!seen.Add(type)) errors.Add(FieldError.Duplicate(at, type));
            if (type.Length == 0) errors.Add(FieldError.Required(at, "must not be empty"));
        }
    }
}
