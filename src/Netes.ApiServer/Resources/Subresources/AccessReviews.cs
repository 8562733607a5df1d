using Netes.Api;
using Netes.Api.AuthenticationV1;
using Netes.Api.AuthorizationV1;
using Netes.Api.RbacV1;
using Netes.Api.Validation;
using UserInfo = Netes.ApiServer.Access.UserInfo;
using Netes.ApiServer.Access.Authentication;
using Netes.ApiServer.Access.Authorization;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Resources.Subresources;

/// <summary>Questions about identity and rights: they are answered, never stored.</summary>
internal sealed class AccessReviews(RequestAuthenticator authenticator, IAuthorizer authorizer, RbacAuthorizer rbac, Scheme scheme)
{
    public async Task TokenAsync(ApiRequest request, ResourceStore store)
    {
        var review = await ReadAsync<TokenReview>(request);
        if (review.Spec.Token.Length == 0) throw ApiErrors.BadRequest("token is required for TokenReview in authentication");
        TokenDecision decision = await authenticator.TokenAsync(review.Spec.Token, review.Spec.Audiences ?? [], request.Cancellation);
        review.Status = decision.Identity is not { } identity
            ? new TokenReviewStatus { Error = decision.Error }
            : new TokenReviewStatus { Authenticated = true, User = ToApi(identity.User), Audiences = identity.Audiences.Count > 0 ? [.. identity.Audiences] : null };
        await ViewWriter.WriteAsync(request, 201, review);
    }

    public async Task SelfAsync(ApiRequest request, ResourceStore store)
    {
        var review = await ReadAsync<SelfSubjectReview>(request);
        review.Metadata.CreationTimestamp = request.Now;
        review.Status = new SelfSubjectReviewStatus { UserInfo = ToApi(request.User) };
        await ViewWriter.WriteAsync(request, 201, review);
    }

    public async Task SubjectAccessAsync(ApiRequest request, ResourceStore store)
    {
        var review = await ReadAsync<SubjectAccessReview>(request);
        Refuse(AccessReviewRules.Validate(review));
        review.Status = await AnswerAsync(request, AccessReviewRules.Attributes(Subject(review.Spec), review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes));
        await ViewWriter.WriteAsync(request, 201, review);
    }

    public async Task LocalSubjectAccessAsync(ApiRequest request, ResourceStore store)
    {
        var review = await ReadAsync<LocalSubjectAccessReview>(request);
        if (review.Metadata.Namespace.Length == 0) review.Metadata.Namespace = request.Namespace;
        else if (review.Metadata.Namespace != request.Namespace)
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        Refuse(AccessReviewRules.Validate(review));
        review.Status = await AnswerAsync(request, AccessReviewRules.Attributes(Subject(review.Spec), review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes));
        await ViewWriter.WriteAsync(request, 201, review);
    }

    public async Task SelfSubjectAccessAsync(ApiRequest request, ResourceStore store)
    {
        var review = await ReadAsync<SelfSubjectAccessReview>(request);
        Refuse(AccessReviewRules.Validate(review));
        review.Status = await AnswerAsync(request, AccessReviewRules.Attributes(request.User, review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes));
        await ViewWriter.WriteAsync(request, 201, review);
    }

    public async Task SelfSubjectRulesAsync(ApiRequest request, ResourceStore store)
    {
        var review = await ReadAsync<SelfSubjectRulesReview>(request);
        if (review.Spec.Namespace.Length == 0) throw ApiErrors.BadRequest("no namespace on request");
        var resources = new List<ResourceRule>();
        var paths = new List<NonResourceRule>();
        (IReadOnlyList<PolicyRule> rules, string error) = await rbac.RulesAsync(request.User, review.Spec.Namespace, request.Cancellation);
        foreach (PolicyRule rule in rules)
        {
            if (rule.Resources is { Count: > 0 })
                resources.Add(new ResourceRule { Verbs = rule.Verbs, ApiGroups = rule.ApiGroups, Resources = rule.Resources, ResourceNames = rule.ResourceNames });
            if (rule.NonResourceURLs is { Count: > 0 }) paths.Add(new NonResourceRule { Verbs = rule.Verbs, NonResourceURLs = rule.NonResourceURLs });
        }
        // The answer carries no spec, as upstream's.
        await ViewWriter.WriteAsync(request, 201, new SelfSubjectRulesReview
        {
            Status = new SubjectRulesReviewStatus { ResourceRules = resources, NonResourceRules = paths, EvaluationError = error },
        });
    }

    private static UserInfo Subject(SubjectAccessReviewSpec spec) => new(spec.User, spec.Groups ?? [])
    {
        Uid = spec.Uid,
        Extra = (spec.Extra ?? []).ToDictionary(e => e.Key, e => (IReadOnlyList<string>)e.Value),
    };

    private static void Refuse(ErrorList errors)
    {
        if (errors.Count > 0) throw errors.ToException("authorization.k8s.io", "", "");
    }

    private async ValueTask<SubjectAccessReviewStatus> AnswerAsync(ApiRequest request, AccessAttributes attributes)
    {
        AccessDecision decision = await authorizer.AuthorizeAsync(attributes, request.Cancellation);
        return new SubjectAccessReviewStatus { Allowed = decision.Allowed, Denied = decision.Denied, Reason = decision.Reason, EvaluationError = decision.Error };
    }

    private async ValueTask<T> ReadAsync<T>(ApiRequest request) where T : class, IApiKind<T>
    {
        WriteOptions options = WriteOptions.Parse(request, "CreateOptions");
        WireFormat format = RequestBody.Format(request.Http.Request);
        byte[] body = await RequestBody.ReadAsync(request.Http.Request, request.Cancellation);
        return (T)RequestBody.Decode(body, format, T.KindInfo, options.FieldValidation, request.Warn, scheme);
    }

    private static Api.AuthenticationV1.UserInfo ToApi(UserInfo user) => new()
    {
        Username = user.Name,
        Uid = user.Uid,
        Groups = [.. user.Groups],
        Extra = user.Extra.Count == 0 ? null : user.Extra.ToDictionary(e => e.Key, e => e.Value.ToList()),
    };
}
