export const id = 9222;
export const ids = [9222];
export const modules = {

/***/ 59222:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DescribeListenersCommand: () => (/* reexport safe */ _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_0__.A),
/* harmony export */   DescribeRulesCommand: () => (/* reexport safe */ _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_1__.G),
/* harmony export */   DescribeTargetGroupsCommand: () => (/* reexport safe */ _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_2__.s),
/* harmony export */   ElasticLoadBalancingV2Client: () => (/* reexport safe */ _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_3__.M)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(46734);
/* harmony import */ var _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(85844);
/* harmony import */ var _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(15328);
/* harmony import */ var _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(61127);



/***/ })

};
