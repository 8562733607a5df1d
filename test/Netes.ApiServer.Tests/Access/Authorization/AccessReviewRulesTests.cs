using Netes.Api.AuthorizationV1;
using Netes.Api.MetaV1;
using Netes.ApiServer.Access.Authorization;

namespace Netes.ApiServer.Tests.Access.Authorization;

public sealed class AccessReviewRulesTests
{
    [Fact]
    public void Validate_NothingGiven_SaysAllOfIt()
    {
        Assert.Equal(
            "[spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified, "
            + "spec.user: Invalid value: \"\": at least one of user or group must be specified]",
            AccessReviewRules.Validate(new SubjectAccessReview()).ToString());
    }

    [Fact]
    public void Validate_SelectorInTwoForms_IsInvalid()
    {
        var review = new SelfSubjectAccessReview
        {
            Spec = new() { ResourceAttributes = new() { FieldSelector = new() { RawSelector = "a=b", Requirements = [new() { Key = "a", Operator = "In", Values = ["b"] }] } } },
        };
        Assert.Equal("spec.resourceAttributes.fieldSelector.rawSelector: Invalid value: \"a=b\": may not specified at the same time as requirements",
            AccessReviewRules.Validate(review).ToString());
    }

    [Fact]
    public void Validate_RequirementWithoutValues_IsInvalidButUnknownOperatorsPass()
    {
        var review = new SelfSubjectAccessReview
        {
            Spec = new()
            {
                ResourceAttributes = new()
                {
                    LabelSelector = new() { Requirements = [new LabelSelectorRequirement { Key = "a", Operator = "In" }, new LabelSelectorRequirement { Key = "a", Operator = "Odd" }] },
                    FieldSelector = new() { },
                },
            },
        };
        Assert.Equal("[spec.resourceAttributes.fieldSelector.requirements: Required value: when spec.resourceAttributes.fieldSelector is specified, requirements or rawSelector is required, "
            + "spec.resourceAttributes.labelSelector.requirements[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn']",
            AccessReviewRules.Validate(review).ToString());
    }

    [Fact]
    public void Attributes_FieldRequirements_BecomeTerms()
    {
        AccessAttributes attributes = AccessReviewRules.Attributes(Netes.ApiServer.Access.UserInfo.Anonymous,
            new() { Verb = "list", FieldSelector = new() { Requirements = [new() { Key = "spec.nodeName", Operator = "In", Values = ["n"] }, new() { Key = "x", Operator = "Exists" }] } }, null);
        Assert.Equal("spec.nodeName", Assert.Single(attributes.FieldTerms).Field);
    }
}
