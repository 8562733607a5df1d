using Netes.Api.Validation;
using Netes.ApiServer.Validation;

namespace Netes.ApiServer.Tests.Validation;

public sealed class ExpressionRulesTests
{
    [Theory]
    [InlineData("MatchCondition", "request.userInfo.username == 'admin' && object.metadata.name.startsWith('a')", "")]
    [InlineData("MatchCondition", "authorizer.group('').resource('pods').check('get').allowed()", "")]
    [InlineData("Message", "authorizer.group('').resource('pods').check('get').allowed() ? 'a' : 'b'", "undeclared reference to 'authorizer'")]
    [InlineData("MatchCondition", "1 + 1", "must evaluate to bool but got int")]
    [InlineData("AuditAnnotation", "1", "must evaluate to one of [string null_type] but got int")]
    [InlineData("AuditAnnotation", "null", "")]
    [InlineData("Validation", "params.x == 1", "undeclared reference to 'params' (in container '')")]
    [InlineData("Validation", "request.nope == 1", "undefined field 'nope'")]
    [InlineData("Validation", "namespaceObject.metadata.labels['a'] == 'b'", "")]
    [InlineData("DeviceSelector", "device.driver == 'a' && device.attributes['d'].model == 'x'", "")]
    [InlineData("DeviceSelector", "device.capacity['d'].memory.isGreaterThan(quantity('1Gi'))", "")]
    [InlineData("DeviceSelector", "1", "must evaluate to bool or the unknown type, not int")]
    [InlineData("JsonPatch", "[", "Syntax error")]
    public void Check_OfExpression_SaysWhatIsWrong(string use, string expression, string expected)
    {
        var errors = new ErrorList();
        ExpressionRules.Check(errors, expression, Enum.Parse<ExpressionUse>(use), new(false, []), FieldPath.Of("e"));
        if (expected.Length == 0) Assert.Empty(errors);
        else Assert.Contains(expected, Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("variables.a == 1 && variables.b", "")]
    [InlineData("variables.c", "undefined field 'c'")]
    [InlineData("variables.a == 'text'", "found no matching overload")]
    public void Check_OfVariables_KnowsTheirTypes(string expression, string expected)
    {
        var errors = new ErrorList();
        ExpressionRules.Check(errors, expression, ExpressionUse.Validation, new(true, [("a", "1"), ("b", "variables.a > 0 && params.ok == true")]), FieldPath.Of("e"));
        if (expected.Length == 0) Assert.Empty(errors);
        else Assert.Contains(expected, Assert.Single(errors).Message, StringComparison.Ordinal);
    }
}
